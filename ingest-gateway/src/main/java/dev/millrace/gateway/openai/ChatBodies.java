package dev.millrace.gateway.openai;

import dev.millrace.gateway.view.TaskStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Chat completions and their chunks, in OpenAI's form.
 *
 * @param taskId names the chat
 * @param createdAt when the request came
 * @param model the agent
 */
record ChatBodies(String taskId, Instant createdAt, String model) {

    private static final JsonMapper JSON = JsonMapper.shared();

    static ChatBodies of(TaskStatus task) {
        return new ChatBodies(task.id(), task.createdAt(), task.agent());
    }

    /** The answer of a task that has completed. */
    ObjectNode completion(TaskStatus.Result result, TaskStatus.@Nullable Usage usage) {
        ObjectNode message = JSON.createObjectNode();
        message.put("role", "assistant");
        if (result.text().isEmpty() && !result.toolCalls().isEmpty()) {
            message.putNull("content");
        } else {
            message.put("content", result.text());
        }
        message.putNull("refusal");
        message.putArray("annotations");
        if (!result.toolCalls().isEmpty()) {
            message.set("tool_calls", toolCalls(result.toolCalls(), false));
        }
        ObjectNode body = body("chat.completion");
        ObjectNode choice = body.putArray("choices").addObject();
        choice.put("index", 0);
        choice.set("message", message);
        choice.putNull("logprobs");
        choice.put("finish_reason", FinishReason.of(result).text());
        body.set("usage", usage(usage));
        return body;
    }

    /** The first chunk. */
    ObjectNode beginning() {
        ObjectNode delta = JSON.createObjectNode();
        delta.put("role", "assistant").put("content", "").putNull("refusal");
        return chunk(delta, null);
    }

    ObjectNode words(String text) {
        return chunk(JSON.createObjectNode().put("content", text), null);
    }

    ObjectNode calls(List<TaskStatus.ToolCall> calls) {
        ObjectNode delta = JSON.createObjectNode();
        delta.set("tool_calls", toolCalls(calls, true));
        return chunk(delta, null);
    }

    /** The last chunk that has a choice. */
    ObjectNode end(TaskStatus.Result result) {
        return chunk(JSON.createObjectNode(), FinishReason.of(result).text());
    }

    /** The chunk that tells what was used. */
    ObjectNode used(TaskStatus.@Nullable Usage usage) {
        ObjectNode body = body("chat.completion.chunk");
        body.putArray("choices");
        body.set("usage", usage(usage));
        return body;
    }

    private ObjectNode chunk(ObjectNode delta, @Nullable String finishReason) {
        ObjectNode body = body("chat.completion.chunk");
        ObjectNode choice = body.putArray("choices").addObject();
        choice.put("index", 0);
        choice.set("delta", delta);
        choice.putNull("logprobs");
        choice.put("finish_reason", finishReason);
        return body;
    }

    private ObjectNode body(String object) {
        return JSON.createObjectNode()
                .put("id", Ids.chat(taskId))
                .put("object", object)
                .put("created", createdAt.getEpochSecond())
                .put("model", model);
    }

    private static ArrayNode toolCalls(List<TaskStatus.ToolCall> calls, boolean indexed) {
        ArrayNode all = JSON.createArrayNode();
        for (TaskStatus.ToolCall call : calls) {
            ObjectNode one = JSON.createObjectNode();
            if (indexed) {
                one.put("index", all.size());
            }
            one.put("id", call.id()).put("type", "function");
            one.putObject("function").put("name", call.name()).put("arguments", call.arguments());
            all.add(one);
        }
        return all;
    }

    private static ObjectNode usage(TaskStatus.@Nullable Usage usage) {
        TaskStatus.Usage used = usage == null ? new TaskStatus.Usage(0, 0, 0, 0) : usage;
        ObjectNode body =
                JSON.createObjectNode()
                        .put("prompt_tokens", used.inputTokens())
                        .put("completion_tokens", used.outputTokens())
                        .put("total_tokens", used.inputTokens() + used.outputTokens());
        body.putObject("prompt_tokens_details").put("cached_tokens", used.cachedInputTokens());
        body.putObject("completion_tokens_details").put("reasoning_tokens", 0);
        return body;
    }
}
