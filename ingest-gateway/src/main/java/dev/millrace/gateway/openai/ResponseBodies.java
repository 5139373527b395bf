package dev.millrace.gateway.openai;

import dev.millrace.TaskState;
import dev.millrace.gateway.view.TaskStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Responses and their items, in OpenAI's form.
 *
 * @param taskId names the response
 * @param createdAt when the request came
 * @param model the agent
 * @param kept what all answers repeat
 */
record ResponseBodies(String taskId, Instant createdAt, String model, KeptRequest kept) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String COMPLETED = "completed";
    private static final String INCOMPLETE = "incomplete";

    static ResponseBodies of(TaskStatus task, KeptRequest kept) {
        return new ResponseBodies(task.id(), task.createdAt(), task.agent(), kept);
    }

    /** A response that has not got an answer yet. */
    ObjectNode unanswered(String status) {
        return body(status);
    }

    /** The response as the task is now. */
    ObjectNode of(TaskStatus task) {
        ObjectNode body = body(status(task));
        TaskStatus.Result result = task.result();
        if (result != null) {
            output(task, result, (ArrayNode) body.get("output"));
            body.put("output_text", result.text());
            if (body.get("status").stringValue().equals(COMPLETED)) {
                body.put("completed_at", task.updatedAt().getEpochSecond());
            } else {
                body.putObject("incomplete_details").put("reason", incomplete(result));
            }
        }
        if (task.state() == TaskState.failed || task.state() == TaskState.rejected) {
            body.putObject("error")
                    .put(
                            "code",
                            task.state() == TaskState.rejected ? "invalid_prompt" : "server_error")
                    .put("message", TaskFailures.message(task));
        }
        if (task.hasEnded() && task.usage() != null) {
            body.set("usage", usage(task.usage()));
        }
        return body;
    }

    /** A message with all its words. */
    static ObjectNode message(String id, String status, String text) {
        ObjectNode item = emptyMessage(id, status);
        ((ArrayNode) item.get("content")).add(part(text));
        return item;
    }

    static ObjectNode emptyMessage(String id, String status) {
        ObjectNode item =
                JSON.createObjectNode().put("id", id).put("type", "message").put("status", status);
        item.put("role", "assistant").putArray("content");
        return item;
    }

    static ObjectNode part(String text) {
        ObjectNode part = JSON.createObjectNode().put("type", "output_text").put("text", text);
        part.putArray("annotations");
        part.putArray("logprobs");
        return part;
    }

    static ObjectNode functionCall(
            String id, String status, TaskStatus.ToolCall call, String arguments) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("type", "function_call")
                .put("status", status)
                .put("arguments", arguments)
                .put("call_id", call.id())
                .put("name", call.name());
    }

    /** Whether an answer has a message: one without words only when there is nothing else. */
    static boolean hasMessage(TaskStatus.Result result) {
        return !result.text().isEmpty() || result.toolCalls().isEmpty();
    }

    /** The status of the items of an answer. */
    static String itemStatus(TaskStatus.Result result) {
        return switch (FinishReason.of(result)) {
            case STOP, TOOL_CALLS -> COMPLETED;
            case LENGTH, CONTENT_FILTER -> INCOMPLETE;
        };
    }

    private void output(TaskStatus task, TaskStatus.Result result, ArrayNode output) {
        String status = itemStatus(result);
        if (hasMessage(result)) {
            output.add(message(Ids.message(taskId, task.step()), status, result.text()));
        }
        for (int i = 0; i < result.toolCalls().size(); i++) {
            TaskStatus.ToolCall call = result.toolCalls().get(i);
            output.add(functionCall(Ids.functionCall(taskId, i), status, call, call.arguments()));
        }
    }

    private ObjectNode body(String status) {
        ObjectNode body =
                JSON.createObjectNode()
                        .put("id", Ids.response(taskId))
                        .put("object", "response")
                        .put("created_at", createdAt.getEpochSecond())
                        .put("status", status)
                        .put("background", kept.background())
                        .putNull("completed_at")
                        .putNull("error")
                        .putNull("incomplete_details")
                        .put("model", model)
                        .putNull("previous_response_id")
                        .put("service_tier", "default")
                        .put("store", true)
                        .putNull("usage");
        body.putArray("output");
        // OpenAI's types promise it for all answers, though its clients add it to some only.
        body.put("output_text", "");
        body.setAll(kept.repeated().deepCopy());
        return body;
    }

    static String status(TaskStatus task) {
        TaskStatus.Result result = task.result();
        return switch (task.state()) {
            case submitted -> "queued";
            case working, input_required, unknown -> "in_progress";
            case completed -> result == null ? COMPLETED : itemStatus(result);
            case failed, rejected -> "failed";
            case canceled -> "cancelled";
        };
    }

    private static String incomplete(TaskStatus.Result result) {
        return FinishReason.of(result) == FinishReason.LENGTH
                ? "max_output_tokens"
                : "content_filter";
    }

    private static ObjectNode usage(TaskStatus.@Nullable Usage used) {
        ObjectNode body = JSON.createObjectNode();
        if (used == null) {
            return body;
        }
        body.put("input_tokens", used.inputTokens());
        body.putObject("input_tokens_details")
                .put("cached_tokens", used.cachedInputTokens())
                .put("cache_write_tokens", 0);
        body.put("output_tokens", used.outputTokens());
        body.putObject("output_tokens_details").put("reasoning_tokens", 0);
        return body.put("total_tokens", used.inputTokens() + used.outputTokens());
    }
}
