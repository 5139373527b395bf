package dev.millrace.gateway.openai;

import dev.millrace.gateway.submission.Conversation.ToolCall;

/** Reads the input of a response: a text, or items. */
final class ResponseItems {

    private ResponseItems() {}

    static void read(Field input, Dialogue dialogue) {
        if (input.isAbsent()) {
            throw BadRequests.missing(input.path());
        }
        if (input.isText()) {
            dialogue.userSaid(input.path(), input.text());
        } else {
            input.items().forEach(item -> item(item, dialogue));
        }
    }

    private static void item(Field item, Dialogue dialogue) {
        item.requireObject();
        switch (item.at("type").textOr("message")) {
            case "message" -> message(item, dialogue);
            case "function_call" ->
                    dialogue.modelCalled(
                            item.path(),
                            new ToolCall(
                                    item.at("call_id").text(),
                                    item.at("name").text(),
                                    item.at("arguments").textOr("{}")));
            case "function_call_output" ->
                    dialogue.toolReturned(
                            item.at("call_id").path(),
                            item.at("call_id").text(),
                            Contents.text(item.at("output")));
            case "reasoning" -> {
                // Another server's thoughts; no answer of this one has any.
            }
            default ->
                    throw BadRequests.unsupported(
                            item.at("type").path(),
                            "must be message, function_call, function_call_output or reasoning");
        }
    }

    private static void message(Field item, Dialogue dialogue) {
        Field content = item.at("content");
        String text = Contents.text(content);
        switch (item.at("role").text()) {
            case "system", "developer" -> dialogue.instruct(text);
            case "user" -> dialogue.userSaid(content.path(), text);
            case "assistant" -> dialogue.modelSaid(text);
            default ->
                    throw BadRequests.invalid(
                            item.at("role").path(), "must be system, developer, user or assistant");
        }
    }
}
