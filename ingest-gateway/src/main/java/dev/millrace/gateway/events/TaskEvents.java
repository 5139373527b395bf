package dev.millrace.gateway.events;

import dev.millrace.Document;
import dev.millrace.Priority;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskRequested;
import dev.millrace.TaskState;
import dev.millrace.gateway.submission.Conversation;
import dev.millrace.gateway.submission.NewTask;
import dev.millrace.gateway.submission.TaskPriority;
import org.jspecify.annotations.Nullable;

/** The two records that tell the pipeline of a new task. */
final class TaskEvents {

    private TaskEvents() {}

    static TaskEvent submitted(NewTask task) {
        return TaskEvent.newBuilder()
                .setTaskId(task.id())
                .setTenantId(task.tenantId())
                .setUserId(task.userId())
                .setAgent(task.agent())
                .setSessionId(task.sessionId())
                .setSequence(0)
                .setKind(TaskEventKind.submitted)
                .setState(TaskState.submitted)
                .setAt(task.createdAt())
                .setSubmittedAt(task.createdAt())
                .setPrompt(task.prompt())
                .setMetadata(task.metadata())
                .setRequest(task.request())
                .build();
    }

    static TaskRequested requested(NewTask task) {
        return TaskRequested.newBuilder()
                .setPrompt(task.prompt())
                .setTaskId(task.id())
                .setTenantId(task.tenantId())
                .setUserId(task.userId())
                .setAgent(task.agent())
                .setDocuments(task.documents().stream().map(TaskEvents::document).toList())
                .setSessionId(task.sessionId())
                .setPriority(priority(task.priority()))
                .setDeadline(task.deadline())
                .setMaxCostMicroUsd(task.maxCostMicroUsd())
                .setMetadata(task.metadata())
                .setSubmittedAt(task.createdAt())
                // In order, so that the same request has the same bytes.
                .setRoles(task.roles().stream().sorted().toList())
                .setConversation(conversation(task.conversation()))
                .setStream(task.stream())
                .build();
    }

    private static dev.millrace.@Nullable Conversation conversation(
            @Nullable Conversation conversation) {
        return conversation == null ? null : ConversationEvents.of(conversation);
    }

    private static Document document(NewTask.Document document) {
        return new Document(document.id(), document.title(), document.text());
    }

    private static Priority priority(TaskPriority priority) {
        return switch (priority) {
            case LOW -> Priority.low;
            case NORMAL -> Priority.normal;
            case HIGH -> Priority.high;
        };
    }
}
