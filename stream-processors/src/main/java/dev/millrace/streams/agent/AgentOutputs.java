package dev.millrace.streams.agent;

import dev.millrace.ChunkBatch;
import dev.millrace.Priority;
import dev.millrace.StepCompleted;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskEvent;
import dev.millrace.TaskResult;
import dev.millrace.ToolRequested;
import dev.millrace.TurnRequested;
import dev.millrace.UsageRecorded;
import dev.millrace.WorkCanceled;
import dev.millrace.eventruntime.RegistryUnavailableException;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/** The topics that the agent writes: their sinks, and the bytes of their records. */
final class AgentOutputs {

    /** Kafka counts keys, headers and framing too. */
    private static final int MAX_VALUE_BYTES = Topic.MAX_RECORD_BYTES - 64 * 1024;

    private final Output<TaskEvent> events;
    private final Output<TaskResult> results;
    private final Output<StepCompleted> steps;
    private final Output<TurnRequested> highTurns;
    private final Output<TurnRequested> normalTurns;
    private final Output<TurnRequested> lowTurns;
    private final Output<TurnRequested> retriedTurns;
    private final Output<ToolRequested> tools;
    private final Output<ToolRequested> retriedTools;
    private final Output<ChunkBatch> batches;
    private final Output<WorkCanceled> canceled;
    private final Output<UsageRecorded> usage;
    private final Output<TaskAdmitted> deadLetters;

    AgentOutputs(Serializers serializers) {
        this.events = output(Topics.TASKS_EVENTS, serializers);
        this.results = output(Topics.TASKS_RESULTS, serializers);
        this.steps = output(Topics.STEPS_COMPLETED, serializers);
        this.highTurns = output(Topics.TURNS_REQUESTED_HIGH, serializers);
        this.normalTurns = output(Topics.TURNS_REQUESTED_NORMAL, serializers);
        this.lowTurns = output(Topics.TURNS_REQUESTED_LOW, serializers);
        this.retriedTurns = output(Topics.TURNS_REQUESTED_RETRY, serializers);
        this.tools = output(Topics.TOOLS_REQUESTED, serializers);
        this.retriedTools = output(Topics.TOOLS_REQUESTED_RETRY, serializers);
        this.batches = output(Topics.CHUNKS_CREATED, serializers);
        this.canceled = output(Topics.WORK_CANCELED, serializers);
        this.usage = output(Topics.USAGE_RECORDED, serializers);
        // The bytes are those of the topic, so that they can go back there.
        this.deadLetters =
                new Output<>(
                        Topics.TASKS_ADMITTED.name(),
                        sink(Topics.TASKS_ADMITTED.deadLetterName()),
                        serializers.of(Topics.TASKS_ADMITTED));
    }

    /** The names of all topics that the agent writes. */
    static List<String> topics() {
        return Stream.concat(
                        Stream.of(
                                        Topics.TURNS_REQUESTED_HIGH,
                                        Topics.TURNS_REQUESTED_NORMAL,
                                        Topics.TURNS_REQUESTED_LOW,
                                        Topics.TURNS_REQUESTED_RETRY,
                                        Topics.TOOLS_REQUESTED,
                                        Topics.TOOLS_REQUESTED_RETRY,
                                        Topics.CHUNKS_CREATED,
                                        Topics.STEPS_COMPLETED,
                                        Topics.WORK_CANCELED,
                                        Topics.USAGE_RECORDED,
                                        Topics.TASKS_EVENTS,
                                        Topics.TASKS_RESULTS)
                                .map(Topic::name),
                        Stream.of(Topics.TASKS_ADMITTED.deadLetterName()))
                .toList();
    }

    /** The node of the topology that writes a topic. */
    static String sink(String topic) {
        return "agent-" + topic.substring("agents.".length()).replace('.', '-') + "-sink";
    }

    /** Sends what an emission puts on a topic; a batch that is retried is given to {@code send}. */
    void send(Emission emission, Effects effects) {
        switch (emission) {
            case Emission.Event(TaskEvent event) -> events.send(event, effects);
            case Emission.Turn(TurnRequested turn, boolean again) ->
                    (again ? retriedTurns : lane(turn.getPriority())).send(turn, effects);
            case Emission.Tool(ToolRequested tool, boolean again) ->
                    (again ? retriedTools : tools).send(tool, effects);
            case Emission.Result(TaskResult result, _) -> results.send(result, effects);
            case Emission.WorkNotWanted(WorkCanceled notWanted) ->
                    canceled.send(notWanted, effects);
            case Emission.Used(UsageRecorded used) -> usage.send(used.getTenantId(), used, effects);
            case Emission.DeadLetter letter -> send(letter, effects);
            case Emission.BatchKept _,
                    Emission.BatchRetried _,
                    Emission.RetryCounted _,
                    Emission.FallbackCounted _,
                    Emission.DecisionCounted _,
                    Emission.ReservedCounted _ -> {
                // Not for a topic.
            }
        }
    }

    private void send(Emission.DeadLetter letter, Effects effects) {
        effects.send(
                deadLetters.sink(),
                letter.task().getTaskId(),
                deadLetters.encode(letter.task()),
                FailedTaskLetter.headers(letter, effects.headers()));
    }

    private Output<TurnRequested> lane(Priority priority) {
        return switch (priority) {
            case high -> highTurns;
            case normal -> normalTurns;
            case low -> lowTurns;
        };
    }

    void send(StepCompleted timeout, Effects effects) {
        steps.send(timeout, effects);
    }

    void send(ChunkBatch batch, Effects effects) {
        batches.send(batch.getTaskId() + "#" + batch.getBatch(), batch, effects);
    }

    private static <V extends SpecificRecord> Output<V> output(
            Topic<String, V> topic, Serializers serializers) {
        return new Output<>(topic.name(), sink(topic.name()), serializers.of(topic));
    }

    /** Where the serializers of topics come from. */
    interface Serializers {
        <V extends SpecificRecord> Serializer<V> of(Topic<?, V> topic);
    }

    private record Output<V>(String topic, String sink, Serializer<V> serializer) {

        void send(V value, Effects effects) {
            effects.send(sink, encode(value));
        }

        void send(String key, V value, Effects effects) {
            effects.send(sink, key, encode(value), effects.headers());
        }

        private byte[] encode(V value) {
            byte[] bytes = serialize(value);
            if (bytes.length > MAX_VALUE_BYTES) {
                throw new IllegalArgumentException(
                        "a record for "
                                + topic
                                + " has "
                                + bytes.length
                                + " bytes; at most "
                                + MAX_VALUE_BYTES
                                + " are possible");
            }
            return bytes;
        }

        private byte[] serialize(V value) {
            try {
                return serializer.serialize(topic, value);
            } catch (SerializationException e) {
                if (RegistryUnavailableException.isCauseOf(e)) {
                    throw e;
                }
                // Kafka's own exceptions stop the thread; this one is the record's fault.
                throw new IllegalArgumentException("cannot encode a record for " + topic, e);
            }
        }
    }
}
