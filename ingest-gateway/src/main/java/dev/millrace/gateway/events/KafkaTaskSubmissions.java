package dev.millrace.gateway.events;

import dev.millrace.TaskEvent;
import dev.millrace.TaskRequested;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.TaskLog;
import dev.millrace.gateway.metrics.GatewayMetric;
import dev.millrace.gateway.submission.NewTask;
import dev.millrace.gateway.submission.SubmissionFailedException;
import dev.millrace.gateway.submission.TaskSubmissions;
import dev.millrace.schemas.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.springframework.kafka.core.KafkaOperations;

/**
 * Writes a task's {@code submitted} event and then its request, each acknowledged: a task that the
 * pipeline knows is one that the view knows, and a failure in between leaves an event whose id
 * nobody was given.
 */
final class KafkaTaskSubmissions implements TaskSubmissions {

    private final KafkaOperations<String, byte[]> kafka;
    private final Serializer<TaskEvent> events;
    private final Serializer<TaskRequested> requests;
    private final Duration within;
    private final Timer acknowledged;
    private final Counter notAcknowledged;

    KafkaTaskSubmissions(
            KafkaOperations<String, byte[]> kafka,
            EventSerdes serdes,
            Duration within,
            MeterRegistry meters) {
        this.kafka = kafka;
        this.events = serdes.serializer(Topics.TASKS_EVENTS);
        this.requests = serdes.serializer(Topics.TASKS_REQUESTED);
        this.within = within;
        this.acknowledged = meters.timer(GatewayMetric.ACKNOWLEDGE_TIME.metricName());
        this.notAcknowledged = meters.counter(GatewayMetric.TASKS_NOT_ACKNOWLEDGED.metricName());
    }

    @Override
    public void submit(NewTask task, String traceparent) {
        long start = System.nanoTime();
        byte[] event = events.serialize(Topics.TASKS_EVENTS.name(), TaskEvents.submitted(task));
        byte[] request =
                requests.serialize(Topics.TASKS_REQUESTED.name(), TaskEvents.requested(task));
        try {
            Headers trace =
                    new RecordHeaders()
                            .add(TaskLog.TRACEPARENT, traceparent.getBytes(StandardCharsets.UTF_8));
            send(Topics.TASKS_EVENTS.name(), task.id(), event, trace, start);
            send(Topics.TASKS_REQUESTED.name(), task.tenantId(), request, trace, start);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            notAcknowledged.increment();
            throw new SubmissionFailedException(
                    "Kafka did not acknowledge task " + task.id() + " within " + within, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SubmissionFailedException(
                    "interrupted before Kafka acknowledged task " + task.id(), e);
        }
        acknowledged.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }

    private void send(String topic, String key, byte[] value, Headers headers, long start)
            throws ExecutionException, InterruptedException, TimeoutException {
        long rest = within.toNanos() - (System.nanoTime() - start);
        kafka.send(new ProducerRecord<>(topic, null, key, value, headers))
                .get(Math.max(0, rest), TimeUnit.NANOSECONDS);
    }
}
