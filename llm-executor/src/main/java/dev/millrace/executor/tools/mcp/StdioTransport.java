package dev.millrace.executor.tools.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.mcp.client.McpCallContext;
import dev.langchain4j.mcp.client.transport.McpOperationHandler;
import dev.langchain4j.mcp.client.transport.McpTransport;
import dev.langchain4j.mcp.protocol.McpClientMessage;
import dev.langchain4j.mcp.protocol.McpInitializationNotification;
import dev.langchain4j.mcp.protocol.McpInitializeRequest;
import dev.langchain4j.mcp.transport.stdio.JsonRpcIoHandler;
import dev.millrace.eventruntime.logging.FailureText;
import dev.millrace.eventruntime.logging.PromptLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Speaks to a server that is a child process.
 *
 * <p>Owns the process and two threads that read what it writes. Unlike langchain4j's transport it
 * gives the child only what it is declared to have: the environment of this process holds the keys
 * of models. It also ends the children of the child, such as those of {@code npx}.
 */
final class StdioTransport implements McpTransport {

    private static final Logger LOG = LoggerFactory.getLogger(StdioTransport.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> command;
    private final Map<String, String> environment;
    private final Runnable whenEnded;
    private @Nullable Process process;
    private @Nullable JsonRpcIoHandler messages;
    private @Nullable McpOperationHandler operations;

    /**
     * @param environment all that the process gets
     * @param whenEnded called when the process has ended
     */
    StdioTransport(List<String> command, Map<String, String> environment, Runnable whenEnded) {
        this.command = command;
        this.environment = environment;
        this.whenEnded = whenEnded;
    }

    @Override
    public void start(McpOperationHandler handler) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process child;
        try {
            child = builder.start();
        } catch (IOException e) {
            // The last cause is what people see, and the original does not always name the program.
            throw new UncheckedIOException(
                    new IOException("cannot start " + command.getFirst() + ": " + e.getMessage()));
        }
        process = child;
        operations = handler;
        messages =
                new JsonRpcIoHandler(
                        child.getInputStream(), child.getOutputStream(), handler::handle, false);
        var _ =
                child.onExit()
                        .thenRun(
                                () -> {
                                    handler.cancelAllPendingOperations("the process has ended");
                                    whenEnded.run();
                                });
        // Reading from a pipe would hold the carrier of a virtual thread.
        Thread.ofPlatform().daemon().name("mcp-out-" + child.pid()).start(messages);
        Thread.ofPlatform().daemon().name("mcp-err-" + child.pid()).start(() -> drain(child));
    }

    private static void drain(Process child) {
        // What a server complains of can be what it was called with.
        try (var lines = child.errorReader()) {
            lines.lines().forEach(line -> PromptLog.show("process " + child.pid(), line));
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("process {} can no longer be read: {}", child.pid(), FailureText.of(e));
        }
    }

    @Override
    public CompletableFuture<JsonNode> initialize(McpInitializeRequest request) {
        return executeOperationWithResponse(request)
                .thenApply(
                        answer -> {
                            executeOperationWithoutResponse(new McpInitializationNotification());
                            return answer;
                        });
    }

    @Override
    public CompletableFuture<JsonNode> executeOperationWithResponse(McpClientMessage request) {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        if (operations == null) {
            throw new IllegalStateException("not started");
        }
        operations.startOperation(request.getId(), answer);
        if (!isAlive()) {
            answer.completeExceptionally(new IOException("the process has ended"));
        }
        send(request);
        return answer;
    }

    @Override
    public CompletableFuture<JsonNode> executeOperationWithResponse(McpCallContext context) {
        return executeOperationWithResponse(context.message());
    }

    @Override
    public void executeOperationWithoutResponse(McpClientMessage request) {
        send(request);
    }

    @Override
    public void executeOperationWithoutResponse(McpCallContext context) {
        send(context.message());
    }

    private void send(McpClientMessage message) {
        try {
            if (messages != null) {
                messages.submit(JSON.writeValueAsString(message));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no message for the server", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the server cannot be written to", e);
        }
    }

    @Override
    public void checkHealth() {
        if (!isAlive()) {
            throw new IllegalStateException("the process has ended");
        }
    }

    @Override
    public void onFailure(Runnable actionOnFailure) {
        // The connection makes a new transport instead of starting this one again.
    }

    private boolean isAlive() {
        return process != null && process.isAlive();
    }

    @Override
    public void close() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }
}
