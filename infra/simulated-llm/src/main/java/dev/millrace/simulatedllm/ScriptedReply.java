package dev.millrace.simulatedllm;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One entry of a script. In its texts and in the arguments of its tool calls {@code $1} stands for
 * a group of the condition's expression, and {@code $tool1} for what the first of the tools
 * returned that were called last.
 *
 * @param condition when it is given
 * @param times how many steps get this reply before the next fitting entry is used; absent: all
 * @param latency how long it takes; absent: as the server is set
 * @param reply what is said
 */
record ScriptedReply(
        ReplyCondition condition,
        @Nullable Integer times,
        @Nullable Duration latency,
        Reply reply) {

    boolean fits(ChatRequest request) {
        return condition.holds(request);
    }

    /** The reply with everything filled in. */
    Reply reply(ChatRequest request) {
        return new Reply(
                fill(reply.text(), request),
                fill(reply.reasoning(), request),
                reply.toolCalls().stream()
                        .map(call -> new ToolCall(call.name(), fill(call.arguments(), request)))
                        .toList());
    }

    private String fill(String text, ChatRequest request) {
        String filled = condition.fillGroups(text, request);
        List<String> results = request.toolResults();
        for (int i = results.size(); i > 0 && filled.contains("$tool"); i--) {
            filled = filled.replace("$tool" + i, results.get(i - 1));
        }
        return filled;
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        condition.writeTo(json);
        if (times != null) {
            json.put("times", times);
        }
        if (latency != null) {
            json.put("latency", DurationText.format(latency));
        }
        json.put("text", reply.text());
        if (!reply.reasoning().isEmpty()) {
            json.put("reasoning", reply.reasoning());
        }
        ArrayNode calls = json.putArray("toolCalls");
        reply.toolCalls()
                .forEach(
                        call ->
                                calls.addObject()
                                        .put("name", call.name())
                                        .put("arguments", call.arguments()));
        return json;
    }
}
