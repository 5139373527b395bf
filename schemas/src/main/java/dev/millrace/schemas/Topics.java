package dev.millrace.schemas;

import dev.millrace.ApiKeyRecorded;
import dev.millrace.AuditRecorded;
import dev.millrace.ChunkBatch;
import dev.millrace.ChunkBatchScored;
import dev.millrace.IdempotencyClaimed;
import dev.millrace.LimitConsumed;
import dev.millrace.Priority;
import dev.millrace.StepCompleted;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskCommand;
import dev.millrace.TaskEvent;
import dev.millrace.TaskRequested;
import dev.millrace.TaskResult;
import dev.millrace.TokensStreamed;
import dev.millrace.ToolRequested;
import dev.millrace.TurnRequested;
import dev.millrace.UsageRecorded;
import dev.millrace.WorkCanceled;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * All topics of Millrace: the one place from which they are created and against which services
 * check them.
 */
public final class Topics {

    /**
     * Partitions of every topic. Few, because each commit of a transaction writes a marker to every
     * partition it touched.
     */
    public static final int PARTITIONS = 4;

    /** Requests to run an agent; key: tenant. */
    public static final Topic<String, TaskRequested> TASKS_REQUESTED =
            topic("agents.tasks.requested", TaskRequested.class, Duration.ofDays(7));

    /** Orders from outside to tasks; key: task. */
    public static final Topic<String, TaskCommand> TASKS_COMMANDS =
            topic("agents.tasks.commands", TaskCommand.class, Duration.ofDays(7));

    /** Requests that were checked and accepted; key: task. */
    public static final Topic<String, TaskAdmitted> TASKS_ADMITTED =
            topic("agents.tasks.admitted", TaskAdmitted.class, Duration.ofDays(7));

    /** Batches of chunks to compare with the prompt; key: task # batch. */
    public static final Topic<String, ChunkBatch> CHUNKS_CREATED =
            topic("agents.chunks.created", ChunkBatch.class, Duration.ofDays(1));

    /** Batches of chunks with their scores; key: task. */
    public static final Topic<String, ChunkBatchScored> CHUNKS_EMBEDDED =
            topic("agents.chunks.embedded", ChunkBatchScored.class, Duration.ofDays(1));

    /** Model turns of high priority; key: task. */
    public static final Topic<String, TurnRequested> TURNS_REQUESTED_HIGH =
            topic("agents.turns.requested.high", TurnRequested.class, Duration.ofDays(7));

    /** Model turns of normal priority; key: task. */
    public static final Topic<String, TurnRequested> TURNS_REQUESTED_NORMAL =
            topic("agents.turns.requested.normal", TurnRequested.class, Duration.ofDays(7));

    /** Model turns of low priority; key: task. */
    public static final Topic<String, TurnRequested> TURNS_REQUESTED_LOW =
            topic("agents.turns.requested.low", TurnRequested.class, Duration.ofDays(7));

    /** Model turns that are tried again, of whatever priority; key: task. */
    public static final Topic<String, TurnRequested> TURNS_REQUESTED_RETRY =
            topic("agents.turns.requested.retry", TurnRequested.class, Duration.ofDays(7));

    /** Tool calls; key: task. */
    public static final Topic<String, ToolRequested> TOOLS_REQUESTED =
            topic("agents.tools.requested", ToolRequested.class, Duration.ofDays(7));

    /** Tool calls that are tried again; key: task. */
    public static final Topic<String, ToolRequested> TOOLS_REQUESTED_RETRY =
            topic("agents.tools.requested.retry", ToolRequested.class, Duration.ofDays(7));

    /** Tasks whose work is no longer wanted; key: task. Every executor instance reads all of it. */
    public static final Topic<String, WorkCanceled> WORK_CANCELED =
            topic("agents.work.canceled", WorkCanceled.class, Duration.ofHours(1));

    /** Outcomes of steps; key: task. */
    public static final Topic<String, StepCompleted> STEPS_COMPLETED =
            topic("agents.steps.completed", StepCompleted.class, Duration.ofDays(7));

    /** Every change in the life of a task; key: task. */
    public static final Topic<String, TaskEvent> TASKS_EVENTS =
            topic("agents.tasks.events", TaskEvent.class, Duration.ofDays(30));

    /** Exactly one result per task; key: task. */
    public static final Topic<String, TaskResult> TASKS_RESULTS =
            topic("agents.tasks.results", TaskResult.class, Duration.ofDays(30));

    /** What each physical call of a model used; key: tenant. */
    public static final Topic<String, UsageRecorded> USAGE_RECORDED =
            topic("agents.usage.recorded", UsageRecorded.class, Duration.ofDays(90));

    /** Who did what; key: tenant. */
    public static final Topic<String, AuditRecorded> AUDIT_RECORDED =
            topic("agents.audit.recorded", AuditRecorded.class, Duration.ofDays(365));

    /** The words of models while they come; key: task. */
    public static final Topic<String, TokensStreamed> TOKENS_STREAMED =
            topic("agents.tokens.streamed", TokensStreamed.class, Duration.ofHours(1));

    /** Uses of idempotency keys; key: digest of tenant and idempotency key. */
    public static final Topic<String, IdempotencyClaimed> IDEMPOTENCY_CLAIMED =
            topic("agents.idempotency.claimed", IdempotencyClaimed.class, Duration.ofDays(2));

    /** The present state of every API key; key: key id. */
    public static final Topic<String, ApiKeyRecorded> KEYS_RECORDED =
            Topic.compacted("agents.keys.recorded", String.class, ApiKeyRecorded.class, PARTITIONS);

    /** What gateways let through of what is limited; key: tenant. */
    public static final Topic<String, LimitConsumed> LIMITS_CONSUMED =
            topic("agents.limits.consumed", LimitConsumed.class, Duration.ofHours(1));

    private static final List<Topic<String, ? extends SpecificRecord>> ALL =
            List.of(
                    TASKS_REQUESTED,
                    TASKS_COMMANDS,
                    TASKS_ADMITTED,
                    CHUNKS_CREATED,
                    CHUNKS_EMBEDDED,
                    TURNS_REQUESTED_HIGH,
                    TURNS_REQUESTED_NORMAL,
                    TURNS_REQUESTED_LOW,
                    TURNS_REQUESTED_RETRY,
                    TOOLS_REQUESTED,
                    TOOLS_REQUESTED_RETRY,
                    STEPS_COMPLETED,
                    WORK_CANCELED,
                    TASKS_EVENTS,
                    TASKS_RESULTS,
                    USAGE_RECORDED,
                    AUDIT_RECORDED,
                    TOKENS_STREAMED,
                    IDEMPOTENCY_CLAIMED,
                    KEYS_RECORDED,
                    LIMITS_CONSUMED);

    private Topics() {}

    /** All topics; each has a dead-letter topic beside it. */
    public static List<Topic<String, ? extends SpecificRecord>> all() {
        return ALL;
    }

    /** The lane in which model turns of a priority wait. */
    public static Topic<String, TurnRequested> turnsRequested(Priority priority) {
        return switch (priority) {
            case high -> TURNS_REQUESTED_HIGH;
            case normal -> TURNS_REQUESTED_NORMAL;
            case low -> TURNS_REQUESTED_LOW;
        };
    }

    private static <V extends SpecificRecord> Topic<String, V> topic(
            String name, Class<V> type, Duration retention) {
        return new Topic<>(name, String.class, type, PARTITIONS, retention);
    }
}
