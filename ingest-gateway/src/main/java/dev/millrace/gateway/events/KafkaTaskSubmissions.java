package dev.millrace.gateway.events;

import dev.millrace.TaskEvent;
import dev.millrace.TaskRequested;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.TaskLog;
import dev.millrace.eventruntime.TraceParent;
import dev.millrace.eventruntime.logging.FailureText;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.gateway.metrics.GatewayMetric;
import dev.millrace.gateway.submission.NewTask;
import dev.millrace.gateway.submission.SubmissionFailedException;
import dev.millrace.gateway.submission.TaskSubmissions;
import dev.millrace.schemas.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a task's {@code submitted} event and then its request, each acknowledged: a task that the
 * pipeline knows is one that the view knows, and a failure in between leaves an event whose id
 * nobody was given.
 */
final class KafkaTaskSubmissions implements TaskSubmissions {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaTaskSubmissions.class);

    private final AcknowledgedWriter kafka;
    private final Serializer<TaskEvent> events;
    private final Serializer<TaskRequested> requests;
    private final Spans spans;
    private final Timer acknowledged;
    private final Counter notAcknowledged;

    KafkaTaskSubmissions(
            AcknowledgedWriter kafka, EventSerdes serdes, Spans spans, MeterRegistry meters) {
        this.kafka = kafka;
        this.events = serdes.serializer(Topics.TASKS_EVENTS);
        this.requests = serdes.serializer(Topics.TASKS_REQUESTED);
        this.spans = spans;
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
            within(
                    traceparent,
                    () -> {
                        send(Topics.TASKS_EVENTS.name(), task.id(), event, trace, start);
                        send(Topics.TASKS_REQUESTED.name(), task.tenantId(), request, trace, start);
                    });
        } catch (NotAcknowledgedException e) {
            notAcknowledged.increment();
            try (TaskLog _ =
                    TaskLog.of(task.id(), task.tenantId(), traceparent).session(task.sessionId())) {
                LOG.warn("Task {} was not accepted: {}", task.id(), FailureText.of(e));
            }
            throw new SubmissionFailedException(
                    "Kafka did not acknowledge task " + task.id() + " within " + kafka.within(), e);
        }
        acknowledged.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }

    private void within(String traceparent, Runnable work) {
        TraceParent.parse(traceparent).ifPresentOrElse(span -> spans.within(span, work), work);
    }

    private void send(String topic, String key, byte[] value, Headers headers, long start) {
        kafka.write(
                new ProducerRecord<>(
                        topic, null, key.getBytes(StandardCharsets.UTF_8), value, headers),
                kafka.within().minusNanos(System.nanoTime() - start));
    }
}
