package dev.millrace.gateway.view;

import dev.millrace.StepKind;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskState;
import dev.millrace.gateway.view.state.DecisionEntry;
import dev.millrace.gateway.view.state.TimelineEntry;
import dev.millrace.schemas.TrustedAvroClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Puts an event into the bytes of the timeline's store and back, in Avro's single-object encoding.
 * The sequence number is in the store's key and not repeated.
 */
final class TimelineSerde {

    static {
        TrustedAvroClasses.trustPackage(TimelineEntry.class.getPackageName());
    }

    private TimelineSerde() {}

    static byte[] toBytes(TimelineEvent event) {
        TimelineEntry entry =
                TimelineEntry.newBuilder()
                        .setAt(event.at())
                        .setKind(event.kind().name())
                        .setState(event.state().name())
                        .setStep(event.step())
                        .setDetail(event.detail())
                        .setModel(event.model())
                        .setUsage(TaskStatusSerde.usage(event.usage()))
                        .setError(TaskStatusSerde.error(event.error()))
                        .setDecision(decision(event.decision()))
                        .build();
        try {
            ByteBuffer buffer = entry.toByteBuffer();
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode event " + event.sequence(), e);
        }
    }

    static TimelineEvent fromBytes(long sequence, byte[] bytes) {
        try {
            TimelineEntry entry = TimelineEntry.fromByteBuffer(ByteBuffer.wrap(bytes));
            return new TimelineEvent(
                    sequence,
                    entry.getAt(),
                    TaskEventKind.valueOf(entry.getKind()),
                    TaskState.valueOf(entry.getState()),
                    entry.getStep(),
                    entry.getDetail(),
                    entry.getModel(),
                    TaskStatusSerde.usage(entry.getUsage()),
                    TaskStatusSerde.error(entry.getError()),
                    decision(entry.getDecision()));
        } catch (IOException e) {
            throw new SerializationException("a timeline's event " + sequence + " is damaged", e);
        }
    }

    private static @Nullable DecisionEntry decision(TimelineEvent.@Nullable Decision decision) {
        return decision == null
                ? null
                : DecisionEntry.newBuilder()
                        .setAgent(decision.agent())
                        .setCallId(decision.callId())
                        .setKind(decision.kind().name())
                        .setCall(decision.call())
                        .setAttempt(decision.attempt())
                        .setInput(decision.input())
                        .setReasoning(decision.reasoning())
                        .setAction(decision.action())
                        .setParameters(decision.parameters())
                        .setResult(decision.result())
                        .setTarget(decision.target())
                        .setError(TaskStatusSerde.error(decision.error()))
                        .setUsage(TaskStatusSerde.usage(decision.usage()))
                        .setLatencyMs(decision.latencyMs())
                        .setStartedAt(decision.startedAt())
                        .build();
    }

    private static TimelineEvent.@Nullable Decision decision(@Nullable DecisionEntry entry) {
        return entry == null
                ? null
                : new TimelineEvent.Decision(
                        entry.getAgent(),
                        entry.getCallId(),
                        StepKind.valueOf(entry.getKind()),
                        entry.getCall(),
                        entry.getAttempt(),
                        entry.getInput(),
                        entry.getReasoning(),
                        entry.getAction(),
                        entry.getParameters(),
                        entry.getResult(),
                        entry.getTarget(),
                        TaskStatusSerde.error(entry.getError()),
                        TaskStatusSerde.usage(entry.getUsage()),
                        entry.getLatencyMs(),
                        entry.getStartedAt());
    }
}
