package dev.millrace.streams.conversation;

import dev.millrace.AssistantMessage;
import dev.millrace.Conversation;
import dev.millrace.ToolMessage;
import dev.millrace.TurnMessage;
import dev.millrace.UserMessage;
import dev.millrace.conversation.ConversationBytes;

/** How long a conversation is, in bytes of UTF-8: what a model is sent of it, and what is kept. */
public final class ConversationSize {

    private ConversationSize() {}

    /** The bytes of all that is said and declared, each with its frame. */
    public static long of(Conversation conversation) {
        ConversationBytes bytes =
                new ConversationBytes()
                        .add(
                                conversation.getInstructions(),
                                conversation.getToolChoice(),
                                conversation.getReasoningEffort(),
                                conversation.getResponseFormat());
        conversation.getStop().forEach(bytes::addEntry);
        conversation.getEarlier().forEach(message -> add(message, bytes));
        conversation.getSince().forEach(message -> add(message, bytes));
        conversation
                .getTools()
                .forEach(
                        tool ->
                                bytes.addEntry(
                                        tool.getName(),
                                        tool.getDescription(),
                                        tool.getParameters()));
        return bytes.count();
    }

    private static void add(TurnMessage message, ConversationBytes bytes) {
        switch (message.getMessage()) {
            case UserMessage said -> bytes.addEntry(said.getText());
            case AssistantMessage said -> {
                bytes.addEntry(said.getText());
                said.getToolCalls()
                        .forEach(
                                call ->
                                        bytes.addEntry(
                                                call.getId(), call.getName(), call.getArguments()));
            }
            case ToolMessage returned ->
                    bytes.addEntry(
                            returned.getToolCallId(), returned.getName(), returned.getContent());
            default -> bytes.addEntry();
        }
    }
}
