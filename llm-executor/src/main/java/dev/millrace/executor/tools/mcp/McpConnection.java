package dev.millrace.executor.tools.mcp;

import dev.millrace.agents.EnvironmentText.Environment;
import dev.millrace.agents.McpServer;
import dev.millrace.executor.tools.SecretTexts;
import dev.millrace.executor.tools.mcp.McpSession.Offer;
import dev.millrace.executor.work.Tool;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the connection to one server: opens it, lists its tools time and again, which also shows
 * whether it lives, and opens it anew when it broke.
 *
 * <p>Owns a thread that does so until it is closed. The tools of a server that is away stay known,
 * so that calls of them are tried again instead of being taken for mistakes.
 */
final class McpConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(McpConnection.class);

    private final McpServer server;
    private final Environment environment;
    private final Times times;
    private final SecretTexts secrets;
    private final CountDownLatch tried = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Semaphore checks = new Semaphore(0);
    private volatile @Nullable McpSession session;
    private volatile String problem = "not connected yet";
    private volatile List<Tool> tools = List.of();

    McpConnection(McpServer server, Environment environment, Times times) {
        this.server = server;
        this.environment = environment;
        this.times = times;
        this.secrets = McpTransports.secrets(server, environment);
    }

    /**
     * @param check how often the tools are listed
     * @param firstWait how long it waits before it opens a connection again; doubles up to the next
     */
    record Times(Duration check, Duration firstWait, Duration longestWait) {

        static final Times USUAL =
                new Times(Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofMinutes(1));
    }

    void start() {
        Thread.ofVirtual().name("mcp-" + server.name()).start(this::keep);
    }

    /** Waits until the server has answered or failed once. */
    void awaitFirst(Duration time) throws InterruptedException {
        if (!tried.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("the MCP server {} has not answered yet", server.name());
        }
    }

    String name() {
        return server.name();
    }

    List<Tool> tools() {
        return tools;
    }

    Optional<McpSession> session() {
        return Optional.ofNullable(session);
    }

    /** Why there is no session. */
    String problem() {
        return "the MCP server " + server.name() + " is not available: " + problem;
    }

    /** Has it looked at soon whether the server is still there. */
    void check() {
        checks.release();
    }

    private void keep() {
        Duration wait = times.firstWait();
        try {
            while (closed.getCount() > 0) {
                if (serve()) {
                    wait = times.firstWait();
                }
                session = null;
                tried.countDown();
                if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                wait = shorter(wait.multipliedBy(2), times.longestWait());
            }
        } catch (InterruptedException e) {
            LOG.error("the MCP server {} is not looked after any more", server.name(), e);
        }
    }

    /** Opens a session and stays with it until it breaks; false if there never was one. */
    private boolean serve() throws InterruptedException {
        boolean opened = false;
        checks.drainPermits();
        try (McpSession open =
                McpSession.open(
                        server.name(), McpTransports.of(server, environment, this::check))) {
            list(open);
            opened = true;
            session = open;
            problem = "";
            LOG.info("the MCP server {} has {} tools", server.name(), tools.size());
            tried.countDown();
            while (closed.getCount() > 0) {
                boolean _ = checks.tryAcquire(times.check().toMillis(), TimeUnit.MILLISECONDS);
                checks.drainPermits();
                if (closed.getCount() > 0) {
                    list(open);
                }
            }
        } catch (RuntimeException e) {
            problem = describe(e);
            LOG.warn("the MCP server {} is not available: {}", server.name(), problem);
        }
        return opened;
    }

    private void list(McpSession open) {
        tools =
                open.offers().stream()
                        .filter(offer -> server.offers(offer.name()))
                        .map(offer -> (Tool) tool(offer))
                        .toList();
    }

    private McpTool tool(Offer offer) {
        return new McpTool(server, offer, this, secrets);
    }

    private String describe(RuntimeException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return secrets.hide(
                root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage());
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    @Override
    public void close() {
        closed.countDown();
        check();
        // A child process ends before this one does.
        session().ifPresent(McpSession::close);
    }
}
