package dev.millrace.gateway.backlog;

import dev.millrace.gateway.submission.TaskPriority;
import dev.millrace.schemas.Topics;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A topic in which work waits for a consumer group. */
enum Lane {
    /** Tasks that wait to be admitted. */
    INTAKE(Topics.TASKS_REQUESTED.name(), Lane.STREAM_PROCESSORS, null),
    HIGH(Topics.TURNS_REQUESTED_HIGH.name(), Lane.EXECUTOR, TaskPriority.HIGH),
    NORMAL(Topics.TURNS_REQUESTED_NORMAL.name(), Lane.EXECUTOR, TaskPriority.NORMAL),
    LOW(Topics.TURNS_REQUESTED_LOW.name(), Lane.EXECUTOR, TaskPriority.LOW),
    /** Turns of whatever priority that are tried again. */
    RETRY(Topics.TURNS_REQUESTED_RETRY.name(), Lane.EXECUTOR, null);

    /** Consumer groups; their names are contracts of the services that they belong to. */
    static final String STREAM_PROCESSORS = "agents-stream-processors";

    static final String EXECUTOR = "agents-llm-executor-turn";

    private final String topic;
    private final String group;
    private final @Nullable TaskPriority priority;

    Lane(String topic, String group, @Nullable TaskPriority priority) {
        this.topic = topic;
        this.group = group;
        this.priority = priority;
    }

    String topic() {
        return topic;
    }

    String group() {
        return group;
    }

    /** Whether a task of a priority waits behind what waits here. */
    boolean isBefore(TaskPriority other) {
        return priority == null || priority.compareTo(other) >= 0;
    }

    /** How metrics call it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
