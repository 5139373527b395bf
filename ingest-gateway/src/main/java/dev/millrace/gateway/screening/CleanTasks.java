package dev.millrace.gateway.screening;

import dev.millrace.gateway.submission.Conversation;
import dev.millrace.gateway.submission.Conversation.Message;
import dev.millrace.gateway.submission.Conversation.ModelSaid;
import dev.millrace.gateway.submission.Conversation.ToolReturned;
import dev.millrace.gateway.submission.Conversation.UserSaid;
import dev.millrace.gateway.submission.NewTask;
import dev.millrace.gateway.submission.NewTask.Document;
import dev.millrace.screening.CleanText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cleans what a task says, as admission would. */
final class CleanTasks {

    private CleanTasks() {}

    static NewTask of(NewTask task) {
        return new NewTask(
                task.id(),
                task.tenantId(),
                task.userId(),
                task.roles(),
                task.agent(),
                CleanText.of(task.prompt()),
                task.documents().stream().map(CleanTasks::of).toList(),
                task.sessionId(),
                task.priority(),
                task.deadline(),
                task.maxCostMicroUsd(),
                task.metadata(),
                task.createdAt(),
                of(task.conversation()),
                task.stream(),
                task.request());
    }

    private static Document of(Document document) {
        return new Document(
                document.id(), CleanText.of(document.title()), CleanText.of(document.text()));
    }

    private static @Nullable Conversation of(@Nullable Conversation conversation) {
        return conversation == null
                ? null
                : new Conversation(
                        CleanText.of(conversation.instructions()),
                        of(conversation.earlier()),
                        of(conversation.since()),
                        conversation.tools(),
                        conversation.toolChoice(),
                        conversation.parallelToolCalls(),
                        conversation.wishes());
    }

    private static List<Message> of(List<Message> messages) {
        return messages.stream().map(CleanTasks::of).toList();
    }

    private static Message of(Message message) {
        return switch (message) {
            case UserSaid(String text) -> new UserSaid(CleanText.of(text));
            case ModelSaid said -> new ModelSaid(CleanText.of(said.text()), said.toolCalls());
            case ToolReturned(String id, String name, String content) ->
                    new ToolReturned(id, name, CleanText.of(content));
        };
    }
}
