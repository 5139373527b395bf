package dev.millrace.gateway.openai;

import dev.millrace.gateway.view.TaskStatus;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** Writes the events of the items of a response, one item after the other. */
final class ResponseItemEvents {

    private static final String IN_PROGRESS = "in_progress";

    private final NumberedOutput out;
    private String message = "";
    private int index;

    ResponseItemEvents(NumberedOutput out) {
        this.out = out;
    }

    void openMessage(String id) throws IOException {
        message = id;
        item("response.output_item.added", ResponseBodies.emptyMessage(id, IN_PROGRESS));
        out.write(part("response.content_part.added", ""));
    }

    void words(String text) throws IOException {
        ObjectNode event = content("response.output_text.delta").put("delta", text);
        event.putArray("logprobs");
        out.write(event);
    }

    void closeMessage(String status, String text) throws IOException {
        ObjectNode event = content("response.output_text.done").put("text", text);
        event.putArray("logprobs");
        out.write(event);
        out.write(part("response.content_part.done", text));
        item("response.output_item.done", ResponseBodies.message(message, status, text));
        index++;
    }

    void functionCall(String id, String status, TaskStatus.ToolCall call) throws IOException {
        item("response.output_item.added", ResponseBodies.functionCall(id, IN_PROGRESS, call, ""));
        out.write(
                ofItem("response.function_call_arguments.delta", id)
                        .put("delta", call.arguments()));
        out.write(
                ofItem("response.function_call_arguments.done", id)
                        .put("name", call.name())
                        .put("arguments", call.arguments()));
        item(
                "response.output_item.done",
                ResponseBodies.functionCall(id, status, call, call.arguments()));
        index++;
    }

    private ObjectNode part(String type, String text) {
        ObjectNode event = content(type);
        event.set("part", ResponseBodies.part(text));
        return event;
    }

    private ObjectNode content(String type) {
        return ofItem(type, message).put("content_index", 0);
    }

    private ObjectNode ofItem(String type, String id) {
        return NumberedOutput.event(type).put("item_id", id).put("output_index", index);
    }

    private void item(String type, ObjectNode item) throws IOException {
        ObjectNode event = NumberedOutput.event(type).put("output_index", index);
        event.set("item", item);
        out.write(event);
    }
}
