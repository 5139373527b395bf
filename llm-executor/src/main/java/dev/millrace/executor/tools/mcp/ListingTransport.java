package dev.millrace.executor.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.mcp.client.McpCallContext;
import dev.langchain4j.mcp.client.transport.McpOperationHandler;
import dev.langchain4j.mcp.client.transport.McpTransport;
import dev.langchain4j.mcp.protocol.McpClientMessage;
import dev.langchain4j.mcp.protocol.McpInitializeRequest;
import dev.langchain4j.mcp.protocol.McpListToolsRequest;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers the schemas of tools as the server wrote them: langchain4j's own types know only part
 * of what JSON schemas can say.
 */
final class ListingTransport implements McpTransport {

    private final McpTransport transport;
    private final Map<String, String> schemas = new ConcurrentHashMap<>();

    ListingTransport(McpTransport transport) {
        this.transport = transport;
    }

    /** The schema of a listed tool. */
    String schema(String tool) {
        return schemas.getOrDefault(tool, "{\"type\":\"object\"}");
    }

    @Override
    public CompletableFuture<JsonNode> executeOperationWithResponse(McpCallContext context) {
        CompletableFuture<JsonNode> answer = transport.executeOperationWithResponse(context);
        return context.message() instanceof McpListToolsRequest
                ? answer.thenApply(this::remember)
                : answer;
    }

    private JsonNode remember(JsonNode answer) {
        for (JsonNode tool : answer.path("result").path("tools")) {
            if (tool.path("inputSchema").isObject()) {
                schemas.put(tool.path("name").asText(), tool.get("inputSchema").toString());
            }
        }
        return answer;
    }

    @Override
    public void start(McpOperationHandler handler) {
        transport.start(handler);
    }

    @Override
    public CompletableFuture<JsonNode> initialize(McpInitializeRequest request) {
        return transport.initialize(request);
    }

    @Override
    public CompletableFuture<JsonNode> executeOperationWithResponse(McpClientMessage request) {
        return transport.executeOperationWithResponse(request);
    }

    @Override
    public void executeOperationWithoutResponse(McpClientMessage request) {
        transport.executeOperationWithoutResponse(request);
    }

    @Override
    public void executeOperationWithoutResponse(McpCallContext context) {
        transport.executeOperationWithoutResponse(context);
    }

    @Override
    public void checkHealth() {
        transport.checkHealth();
    }

    @Override
    public void onFailure(Runnable actionOnFailure) {
        transport.onFailure(actionOnFailure);
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }
}
