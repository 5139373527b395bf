package dev.millrace.executor.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.McpCallContext;
import dev.langchain4j.mcp.client.McpClient;
import dev.langchain4j.mcp.client.McpClientListener;
import dev.langchain4j.mcp.client.transport.McpTransport;
import dev.langchain4j.mcp.protocol.McpCancellationNotification;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.millrace.eventruntime.logging.FailureText;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a server that was opened once; when it breaks, a new one is opened.
 *
 * <p>Used by many threads at once.
 */
final class McpSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(McpSession.class);

    /** A server that is fetched first, as with npx, takes its time. */
    private static final Duration OPENING = Duration.ofSeconds(60);

    private static final Duration LISTING = Duration.ofSeconds(15);
    private static final Duration CLOSING = Duration.ofSeconds(1);
    private static final long NONE = -1;

    /** What the present thread has asked for. */
    private static final ScopedValue<Operation> OPERATION = ScopedValue.newInstance();

    private final ListingTransport transport;
    private final McpClient client;

    private McpSession(ListingTransport transport, McpClient client) {
        this.transport = transport;
        this.client = client;
    }

    /**
     * @throws RuntimeException if the server does not answer
     */
    static McpSession open(String name, McpTransport plain) {
        ListingTransport transport = new ListingTransport(plain);
        try {
            return new McpSession(
                    transport,
                    DefaultMcpClient.builder()
                            .key(name)
                            .clientName("millrace")
                            .clientVersion("1")
                            .transport(transport)
                            .initializationTimeout(OPENING)
                            .resourcesTimeout(LISTING)
                            // Each call has its own limit, which interrupts it.
                            .toolExecutionTimeout(Duration.ZERO)
                            .autoHealthCheck(false)
                            .cacheToolList(false)
                            .logHandler(_ -> {})
                            .toolResultExtractor(McpSession::text)
                            .addListener(new OperationListener())
                            .build());
        } catch (RuntimeException e) {
            close(transport);
            throw e;
        }
    }

    /** The tools that the server has at the moment. */
    List<Offer> offers() {
        return client.listTools().stream()
                .map(
                        tool ->
                                new Offer(
                                        tool.name(),
                                        Objects.requireNonNullElse(tool.description(), ""),
                                        transport.schema(tool.name())))
                .toList();
    }

    /**
     * @throws RuntimeException of langchain4j if there is no result
     */
    ToolExecutionResult call(String tool, String arguments) throws InterruptedException {
        Operation operation = new Operation();
        ToolExecutionRequest request =
                ToolExecutionRequest.builder().name(tool).arguments(arguments).build();
        try {
            return ScopedValue.where(OPERATION, operation).call(() -> client.executeTool(request));
        } catch (RuntimeException e) {
            if (operation.result != null) {
                return operation.result;
            }
            if (!Thread.interrupted()) {
                throw e;
            }
            cancel(operation.id);
            InterruptedException interrupted = new InterruptedException("broken off");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    /** Tells the server that nobody waits any more; whether it listens is its own affair. */
    private void cancel(long operation) {
        try {
            if (operation != NONE) {
                transport.executeOperationWithoutResponse(
                        new McpCancellationNotification(operation, "no longer wanted"));
            }
        } catch (RuntimeException e) {
            LOG.debug("{} was not told of a cancellation: {}", client.key(), FailureText.of(e));
        }
    }

    /** The texts of a result; what is no text is named. */
    private static ToolExecutionResult text(JsonNode content, boolean isError) {
        return ToolExecutionResult.builder()
                .isError(isError)
                .resultText(
                        StreamSupport.stream(content.spliterator(), false)
                                .map(McpSession::text)
                                .collect(Collectors.joining("\n")))
                .build();
    }

    private static String text(JsonNode item) {
        return switch (item.path("type").asText()) {
            case "text" -> item.path("text").asText();
            case "resource" ->
                    item.path("resource").path("text").asText("[a resource that is no text]");
            case "resource_link" -> "[see " + item.path("uri").asText() + "]";
            case String type -> "[" + type + " " + item.path("mimeType").asText() + "]";
        };
    }

    /** Over HTTP closing waits for calls that are under way; nobody should wait long for those. */
    @Override
    public void close() {
        Thread closing =
                Thread.ofVirtual().name("mcp-close-" + client.key()).start(() -> close(transport));
        try {
            boolean _ = closing.join(CLOSING);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(McpTransport transport) {
        try {
            transport.close();
        } catch (IOException e) {
            LOG.debug("not closed: {}", FailureText.of(e));
        }
    }

    /** A tool as its server describes it. */
    record Offer(String name, String description, String schema) {}

    /**
     * A call under way. Its result is kept because langchain4j throws what a tool says of its
     * failure in the same exception as what breaks on the way.
     */
    private static final class Operation {
        private long id = NONE;
        private @Nullable ToolExecutionResult result;
    }

    private static final class OperationListener implements McpClientListener {

        @Override
        public void beforeExecuteTool(McpCallContext context) {
            if (OPERATION.isBound()) {
                OPERATION.get().id = context.message().getId();
            }
        }

        @Override
        public void afterExecuteTool(
                McpCallContext context, ToolExecutionResult result, Map<String, Object> raw) {
            if (OPERATION.isBound()) {
                OPERATION.get().result = result;
            }
        }
    }
}
