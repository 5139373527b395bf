package dev.millrace.agents;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * A server of tools that speaks the Model Context Protocol. Agents and permissions call its tools
 * {@code name/tool}.
 *
 * @param name names it: letters, digits and {@code -}
 * @param transport how to reach it
 * @param tools those of its tools that may be used; empty for all that it offers
 * @param limits how its tools may be called, all together
 */
public record McpServer(String name, Transport transport, List<String> tools, ToolLimits limits)
        implements ToolDefinition {

    /** Stands between the names of a server and of its tool. */
    public static final char SEPARATOR = '/';

    public McpServer {
        tools = List.copyOf(tools);
    }

    /** Whether a tool of the server, by its own name, may be used. */
    public boolean offers(String tool) {
        return tools.isEmpty() || tools.contains(tool);
    }

    /** How to reach a server. */
    public sealed interface Transport {}

    /**
     * A process that is started and spoken to over its standard input and output.
     *
     * @param command the program and its arguments
     * @param environment variables for it; secrets by reference only
     */
    public record Stdio(List<String> command, Map<String, EnvironmentText> environment)
            implements Transport {

        public Stdio {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }

    /**
     * A server that is running, spoken to over HTTP ("streamable HTTP").
     *
     * @param url its endpoint
     * @param headers sent along; secrets by reference only
     */
    public record StreamableHttp(URI url, Map<String, EnvironmentText> headers)
            implements Transport {

        public StreamableHttp {
            headers = Map.copyOf(headers);
        }
    }
}
