package dev.millrace.gateway.limits;

import dev.millrace.gateway.submission.Conversation;
import dev.millrace.gateway.submission.Conversation.Message;
import dev.millrace.gateway.submission.Conversation.ModelSaid;
import dev.millrace.gateway.submission.Conversation.ToolReturned;
import dev.millrace.gateway.submission.Conversation.UserSaid;
import dev.millrace.gateway.submission.NewTask;
import java.util.List;

/** Measures what a caller says to a model; documents are not said but looked up. */
final class PromptSize {

    private PromptSize() {}

    /** In Unicode characters. */
    static long characters(NewTask task) {
        Conversation conversation = task.conversation();
        long prompt = characters(task.prompt());
        return conversation == null
                ? prompt
                : prompt
                        + characters(conversation.instructions())
                        + characters(conversation.earlier())
                        + characters(conversation.since());
    }

    private static long characters(List<Message> messages) {
        return messages.stream().mapToLong(PromptSize::characters).sum();
    }

    private static long characters(Message message) {
        return switch (message) {
            case UserSaid said -> characters(said.text());
            case ModelSaid said -> characters(said.text());
            case ToolReturned returned -> characters(returned.content());
        };
    }

    private static long characters(String text) {
        return text.codePointCount(0, text.length());
    }
}
