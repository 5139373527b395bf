package dev.millrace.streams.agent;

import dev.millrace.Priority;
import dev.millrace.StepCompleted;
import dev.millrace.TaskEvent;
import dev.millrace.TaskResult;
import dev.millrace.TurnRequested;
import dev.millrace.eventruntime.RegistryUnavailableException;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.util.List;
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

    AgentOutputs(Serializers serializers) {
        this.events = output(Topics.TASKS_EVENTS, serializers);
        this.results = output(Topics.TASKS_RESULTS, serializers);
        this.steps = output(Topics.STEPS_COMPLETED, serializers);
        this.highTurns = output(Topics.TURNS_REQUESTED_HIGH, serializers);
        this.normalTurns = output(Topics.TURNS_REQUESTED_NORMAL, serializers);
        this.lowTurns = output(Topics.TURNS_REQUESTED_LOW, serializers);
    }

    /** All topics that the agent writes. */
    static List<Topic<String, ?>> topics() {
        return List.of(
                Topics.TURNS_REQUESTED_HIGH,
                Topics.TURNS_REQUESTED_NORMAL,
                Topics.TURNS_REQUESTED_LOW,
                Topics.STEPS_COMPLETED,
                Topics.TASKS_EVENTS,
                Topics.TASKS_RESULTS);
    }

    /** The node of the topology that writes a topic. */
    static String sink(Topic<String, ?> topic) {
        return "agent-" + topic.name().substring("agents.".length()).replace('.', '-') + "-sink";
    }

    void send(Emission emission, Effects effects) {
        switch (emission) {
            case Emission.Event(TaskEvent event) -> events.send(event, effects);
            case Emission.Turn(TurnRequested turn) -> lane(turn.getPriority()).send(turn, effects);
            case Emission.Result(TaskResult result) -> results.send(result, effects);
        }
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

    private static <V extends SpecificRecord> Output<V> output(
            Topic<String, V> topic, Serializers serializers) {
        return new Output<>(topic.name(), sink(topic), serializers.of(topic));
    }

    /** Where the serializers of topics come from. */
    interface Serializers {
        <V extends SpecificRecord> Serializer<V> of(Topic<?, V> topic);
    }

    private record Output<V>(String topic, String sink, Serializer<V> serializer) {

        void send(V value, Effects effects) {
            byte[] bytes = encode(value);
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
            effects.send(sink, bytes);
        }

        private byte[] encode(V value) {
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
