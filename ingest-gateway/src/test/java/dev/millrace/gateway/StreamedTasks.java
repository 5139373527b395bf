package dev.millrace.gateway;

import dev.millrace.StepDecision;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.TokensStreamed;
import dev.millrace.Usage;
import dev.millrace.devstack.ServerStack;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.SchemaSettings;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes what the pipeline would write of tasks with one turn each. */
final class StreamedTasks implements AutoCloseable {

    private static final int TEXT = 4_096;

    private final EventSerdes serdes;
    private final KafkaProducer<String, byte[]> producer;

    StreamedTasks(ServerStack stack, Path cache) {
        this.serdes = EventSerdes.connect(SchemaSettings.of(stack.registryUrl(), cache));
        Map<String, Object> properties =
                new KafkaConnection(stack.bootstrapServers(), Map.of()).producerProperties();
        properties.put("linger.ms", 5);
        this.producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    void begin(String id) {
        event(id, 0, TaskEventKind.submitted, TaskState.submitted, 0, null);
        event(id, 1, TaskEventKind.admitted, TaskState.submitted, 0, null);
        event(id, 2, TaskEventKind.step_requested, TaskState.working, 1, null);
    }

    void say(String id, String callId, int index, String text, boolean last) {
        send(
                Topics.TOKENS_STREAMED,
                id,
                TokensStreamed.newBuilder()
                        .setTaskId(id)
                        .setTenantId("dev")
                        .setStep(1)
                        .setCallId(callId)
                        .setIndex(index)
                        .setText(text)
                        .setLast(last)
                        .setAt(Instant.now())
                        .build());
    }

    /** Words of other tasks, so many bytes of them. */
    void fill(int bytes) {
        String text = "x".repeat(TEXT);
        for (int i = 0; i < bytes / TEXT; i++) {
            say("other-" + i % 1_000, "call", i / 1_000, text, false);
        }
        flush();
    }

    void complete(String id, String callId, String text) {
        // The words are in the log before the outcome is, as the executor has it.
        flush();
        end(id, callId, text);
    }

    /** Completes a task whose words are in the log. */
    void end(String id, String callId, String text) {
        event(
                id,
                3,
                TaskEventKind.step_completed,
                TaskState.working,
                1,
                StepDecision.newBuilder().setCallId(callId).setAction("answer").build());
        event(id, 4, TaskEventKind.completed, TaskState.completed, 1, null);
        send(
                Topics.TASKS_RESULTS,
                id,
                TaskResult.newBuilder()
                        .setTaskId(id)
                        .setTenantId("dev")
                        .setState(TaskState.completed)
                        .setText(text)
                        .setModel("test")
                        .setUsage(new Usage(1L, 1L, 2L, 0L))
                        .setSequence(4)
                        .setCompletedAt(Instant.now())
                        .build());
    }

    void flush() {
        producer.flush();
    }

    private void event(
            String id,
            long sequence,
            TaskEventKind kind,
            TaskState state,
            int step,
            StepDecision decision) {
        send(
                Topics.TASKS_EVENTS,
                id,
                TaskEvent.newBuilder()
                        .setTaskId(id)
                        .setTenantId("dev")
                        .setAgent("default")
                        .setSequence(sequence)
                        .setKind(kind)
                        .setState(state)
                        .setStep(step)
                        .setAt(Instant.now())
                        .setSubmittedAt(Instant.now())
                        .setDecision(decision)
                        .build());
    }

    private <V extends SpecificRecord> void send(Topic<String, V> topic, String key, V value) {
        var _ =
                producer.send(
                        new ProducerRecord<>(
                                topic.name(),
                                key,
                                serdes.serializer(topic).serialize(topic.name(), value)));
    }

    @Override
    public void close() {
        producer.close();
    }
}
