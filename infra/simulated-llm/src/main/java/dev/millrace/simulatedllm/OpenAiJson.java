package dev.millrace.simulatedllm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes answers in the shape of OpenAI's API. */
final class OpenAiJson {

    static final JsonMapper MAPPER = JsonMapper.shared();

    /** A long reply is streamed in larger pieces rather than in more of them. */
    private static final int MAX_PIECES = 32;

    private OpenAiJson() {}

    static byte[] bytes(JsonNode json) {
        return MAPPER.writeValueAsBytes(json);
    }

    static byte[] error(@Nullable String message, String type) {
        return error(message, type, null, null);
    }

    static byte[] error(
            @Nullable String message, String type, @Nullable String param, @Nullable String code) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return bytes(json);
    }

    static ObjectNode completion(String id, ChatRequest request, Reply reply) {
        ObjectNode json = envelope(id, "chat.completion", request);
        ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        if (reply.text().isEmpty() && !reply.toolCalls().isEmpty()) {
            message.putNull("content");
        } else {
            message.put("content", reply.text());
        }
        if (!reply.reasoning().isEmpty()) {
            message.put("reasoning_content", reply.reasoning());
        }
        if (!reply.toolCalls().isEmpty()) {
            message.set("tool_calls", toolCalls(id, reply));
        }
        choice.putNull("logprobs").put("finish_reason", reply.finishReason());
        json.set("usage", usage(request, reply));
        return json;
    }

    /** The events of a streamed reply, without the closing {@code [DONE]}. */
    static List<String> events(String id, ChatRequest request, Reply reply) {
        List<String> events = new ArrayList<>();
        ObjectNode start = JsonNodeFactory.instance.objectNode();
        start.put("role", "assistant").put("content", "");
        events.add(event(id, request, start, null));
        for (String piece : pieces(reply.reasoning())) {
            ObjectNode delta = JsonNodeFactory.instance.objectNode();
            events.add(event(id, request, delta.put("reasoning_content", piece), null));
        }
        for (String piece : pieces(reply.text())) {
            ObjectNode delta = JsonNodeFactory.instance.objectNode().put("content", piece);
            events.add(event(id, request, delta, null));
        }
        for (int i = 0; i < reply.toolCalls().size(); i++) {
            ToolCall call = reply.toolCalls().get(i);
            ObjectNode begun = toolCall(i).put("id", callId(id, i)).put("type", "function");
            begun.putObject("function").put("name", call.name()).put("arguments", "");
            events.add(event(id, request, toolCallDelta(begun), null));
            for (String piece : pieces(call.arguments())) {
                ObjectNode more = toolCall(i);
                more.putObject("function").put("arguments", piece);
                events.add(event(id, request, toolCallDelta(more), null));
            }
        }
        events.add(event(id, request, JsonNodeFactory.instance.objectNode(), reply.finishReason()));
        if (request.includeUsage()) {
            ObjectNode last = envelope(id, "chat.completion.chunk", request);
            last.putArray("choices");
            last.set("usage", usage(request, reply));
            events.add(last.toString());
        }
        return events;
    }

    static ObjectNode models() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = json.putArray("data");
        for (String id : List.of("simulated", "simulated-embedding")) {
            data.addObject()
                    .put("id", id)
                    .put("object", "model")
                    .put("created", 0)
                    .put("owned_by", "millrace");
        }
        return json;
    }

    private static ObjectNode envelope(String id, String object, ChatRequest request) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("object", object)
                .put("created", Instant.now().getEpochSecond())
                .put("model", request.model())
                .put("system_fingerprint", "simulated");
    }

    private static String event(
            String id, ChatRequest request, ObjectNode delta, @Nullable String finishReason) {
        ObjectNode json = envelope(id, "chat.completion.chunk", request);
        ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("logprobs").put("finish_reason", finishReason);
        if (request.includeUsage()) {
            json.putNull("usage");
        }
        return json.toString();
    }

    private static ObjectNode toolCall(int index) {
        return JsonNodeFactory.instance.objectNode().put("index", index);
    }

    private static ObjectNode toolCallDelta(ObjectNode call) {
        ObjectNode delta = JsonNodeFactory.instance.objectNode();
        delta.putArray("tool_calls").add(call);
        return delta;
    }

    private static ArrayNode toolCalls(String id, Reply reply) {
        ArrayNode calls = JsonNodeFactory.instance.arrayNode();
        for (ToolCall call : reply.toolCalls()) {
            ObjectNode json = calls.addObject();
            json.put("id", callId(id, calls.size() - 1)).put("type", "function");
            json.putObject("function").put("name", call.name()).put("arguments", call.arguments());
        }
        return calls;
    }

    private static String callId(String id, int index) {
        return "call-" + id + "-" + index;
    }

    private static ObjectNode usage(ChatRequest request, Reply reply) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", request.tokens())
                .put("completion_tokens", reply.tokens())
                .put("total_tokens", request.tokens() + reply.tokens());
    }

    private static List<String> pieces(String text) {
        String[] words = text.split("(?<=\\s)(?=\\S)");
        int wordsOfPiece = Math.ceilDiv(words.length, MAX_PIECES);
        List<String> pieces = new ArrayList<>();
        for (int i = 0; i < words.length && !text.isEmpty(); i += wordsOfPiece) {
            int end = Math.min(i + wordsOfPiece, words.length);
            pieces.add(String.join("", List.of(words).subList(i, end)));
        }
        return pieces;
    }
}
