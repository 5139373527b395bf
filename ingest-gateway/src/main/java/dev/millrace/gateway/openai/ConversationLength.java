package dev.millrace.gateway.openai;

import dev.millrace.conversation.ConversationBytes;
import dev.millrace.gateway.submission.Conversation;
import dev.millrace.gateway.submission.Conversation.Message;
import dev.millrace.gateway.submission.Conversation.ModelSaid;
import dev.millrace.gateway.submission.Conversation.ToolReturned;
import dev.millrace.gateway.submission.Conversation.UserSaid;
import dev.millrace.gateway.submission.Conversation.Wishes;

/** How long a conversation is, in the bytes that admission counts. */
final class ConversationLength {

    private ConversationLength() {}

    static long of(Conversation conversation) {
        Wishes wishes = conversation.wishes();
        ConversationBytes bytes =
                new ConversationBytes()
                        .add(
                                conversation.instructions(),
                                conversation.toolChoice(),
                                wishes.reasoningEffort(),
                                wishes.responseFormat());
        wishes.stop().forEach(bytes::addEntry);
        conversation.earlier().forEach(message -> add(message, bytes));
        conversation.since().forEach(message -> add(message, bytes));
        conversation
                .tools()
                .forEach(
                        tool -> bytes.addEntry(tool.name(), tool.description(), tool.parameters()));
        return bytes.count();
    }

    private static void add(Message message, ConversationBytes bytes) {
        switch (message) {
            case UserSaid(String text) -> bytes.addEntry(text);
            case ModelSaid said -> {
                bytes.addEntry(said.text());
                said.toolCalls()
                        .forEach(call -> bytes.addEntry(call.id(), call.name(), call.arguments()));
            }
            case ToolReturned(String id, String name, String content) ->
                    bytes.addEntry(id, name, content);
        }
    }
}
