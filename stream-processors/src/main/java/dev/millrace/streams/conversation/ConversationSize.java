package dev.millrace.streams.conversation;

import dev.millrace.AssistantMessage;
import dev.millrace.ClientTool;
import dev.millrace.Conversation;
import dev.millrace.ToolMessage;
import dev.millrace.TurnMessage;
import dev.millrace.UserMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** How long a conversation is, in bytes of UTF-8: what a model is sent of it, and what is kept. */
public final class ConversationSize {

    /** What framing a message, a call or a tool costs at most, kept or sent. */
    private static final long FRAME_BYTES = 64;

    private ConversationSize() {}

    /** The bytes of all that is said and declared, each with its frame. */
    public static long of(Conversation conversation) {
        long messages =
                Stream.concat(conversation.getEarlier().stream(), conversation.getSince().stream())
                        .mapToLong(ConversationSize::of)
                        .sum();
        return FRAME_BYTES
                + bytes(conversation.getInstructions())
                + bytes(conversation.getToolChoice())
                + bytes(conversation.getReasoningEffort())
                + bytes(conversation.getResponseFormat())
                + ofTexts(conversation.getStop())
                + messages
                + conversation.getTools().stream().mapToLong(ConversationSize::of).sum();
    }

    private static long ofTexts(List<String> texts) {
        return texts.stream().mapToLong(text -> FRAME_BYTES + bytes(text)).sum();
    }

    private static long of(ClientTool tool) {
        return FRAME_BYTES
                + bytes(tool.getName())
                + bytes(tool.getDescription())
                + bytes(tool.getParameters());
    }

    private static long of(TurnMessage message) {
        return FRAME_BYTES
                + switch (message.getMessage()) {
                    case UserMessage said -> bytes(said.getText());
                    case AssistantMessage said -> of(said);
                    case ToolMessage returned ->
                            bytes(returned.getToolCallId())
                                    + bytes(returned.getName())
                                    + bytes(returned.getContent());
                    default -> 0;
                };
    }

    private static long of(AssistantMessage said) {
        long calls =
                said.getToolCalls().stream()
                        .mapToLong(
                                call ->
                                        FRAME_BYTES
                                                + bytes(call.getId())
                                                + bytes(call.getName())
                                                + bytes(call.getArguments()))
                        .sum();
        return bytes(said.getText()) + calls;
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
