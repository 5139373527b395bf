package dev.millrace.executor.tools.mcp;

import dev.millrace.agents.EnvironmentText.Environment;
import dev.millrace.agents.McpServer;
import dev.millrace.executor.tools.ToolSource;
import dev.millrace.executor.tools.mcp.McpConnection.Times;
import dev.millrace.executor.work.Tool;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The tools of the servers that an installation declares; owns the connections to them. */
public final class McpTools implements ToolSource, AutoCloseable {

    private final List<McpConnection> connections;

    McpTools(Collection<McpServer> servers, Environment environment, Times times) {
        this.connections =
                servers.stream()
                        .map(server -> new McpConnection(server, environment, times))
                        .toList();
    }

    public static McpTools of(Collection<McpServer> servers, Environment environment) {
        return new McpTools(servers, environment, Times.USUAL);
    }

    /** Connects, and waits a while for the first lists, so that the first turn knows the tools. */
    public McpTools start(Duration patience) {
        connections.forEach(McpConnection::start);
        long end = System.nanoTime() + patience.toNanos();
        try {
            for (McpConnection connection : connections) {
                connection.awaitFirst(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return this;
    }

    List<McpConnection> connections() {
        return connections;
    }

    @Override
    public Collection<Tool> tools() {
        return connections.stream().flatMap(connection -> connection.tools().stream()).toList();
    }

    /** A server that has never answered has tools that nobody knows yet. */
    @Override
    public Optional<String> missing(String name) {
        return connections.stream()
                .filter(connection -> connection.session().isEmpty())
                .filter(
                        connection ->
                                name.startsWith(connection.name() + McpServer.SEPARATOR)
                                        || name.startsWith(connection.name() + "__"))
                .map(McpConnection::problem)
                .findFirst();
    }

    @Override
    public void close() {
        connections.forEach(McpConnection::close);
    }
}
