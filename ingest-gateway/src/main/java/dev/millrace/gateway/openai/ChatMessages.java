package dev.millrace.gateway.openai;

import dev.millrace.gateway.submission.Conversation.ToolCall;

/** Reads the messages of a chat. */
final class ChatMessages {

    private ChatMessages() {}

    static void read(Field messages, Dialogue dialogue) {
        if (messages.isAbsent()) {
            throw BadRequests.missing(messages.path());
        }
        messages.items().forEach(message -> message(message, dialogue));
    }

    private static void message(Field message, Dialogue dialogue) {
        message.requireObject();
        Field content = message.at("content");
        switch (message.at("role").text()) {
            case "system", "developer" -> dialogue.instruct(Contents.text(content));
            case "user" -> dialogue.userSaid(content.path(), Contents.text(content));
            case "assistant" -> assistant(message, dialogue);
            case "tool" ->
                    dialogue.toolReturned(
                            message.at("tool_call_id").path(),
                            message.at("tool_call_id").text(),
                            Contents.text(content));
            default ->
                    throw BadRequests.invalid(
                            message.at("role").path(),
                            "must be system, developer, user, assistant or tool");
        }
    }

    private static void assistant(Field message, Dialogue dialogue) {
        for (String unsupported : new String[] {"audio", "function_call"}) {
            if (!message.at(unsupported).isAbsent()) {
                throw BadRequests.unsupported(message.at(unsupported).path(), "is not supported");
            }
        }
        Field refusal = message.at("refusal");
        Field calls = message.at("tool_calls");
        if (message.at("content").isAbsent() && refusal.isAbsent() && calls.items().isEmpty()) {
            throw BadRequests.missing(message.at("content").path());
        }
        String text = Contents.textOrNone(message.at("content"));
        dialogue.modelSaid(text.isEmpty() ? refusal.textOr("") : text);
        for (Field call : calls.items()) {
            call.requireObject();
            if (!call.at("type").textOr("function").equals("function")) {
                throw BadRequests.unsupported(call.at("type").path(), "must be function");
            }
            Field function = call.at("function");
            dialogue.modelCalled(
                    call.path(),
                    new ToolCall(
                            call.at("id").text(),
                            function.at("name").text(),
                            function.at("arguments").textOr("{}")));
        }
    }
}
