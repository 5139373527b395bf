package dev.millrace.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.AuditRecorded;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.gateway.audit.AuditAction;
import dev.millrace.gateway.audit.AuditEntry;
import dev.millrace.gateway.audit.AuditOutcome;
import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.identity.Identity;
import dev.millrace.gateway.metrics.GatewayMetric;
import dev.millrace.schemas.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.KafkaTemplate;

class KafkaAuditTrailTest {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00.120Z");

    private final EventSerdes serdes = EventSerdes.inMemory();
    private final FakeWriter kafka = new FakeWriter();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final AtomicInteger lost = new AtomicInteger();
    private final BackgroundWriter background =
            new BackgroundWriter(
                    new KafkaTemplate<>(() -> producer), () -> {}, _ -> lost.incrementAndGet());
    private final KafkaAuditTrail trail =
            new KafkaAuditTrail(
                    kafka,
                    background,
                    new EventRecords(serdes),
                    Clock.fixed(NOW, ZoneOffset.UTC),
                    meters);

    @Test
    void whoDidWhatIsWrittenDownUnderTheTenantItConcerns() {
        trail.add(entry("olga"));

        ProducerRecord<byte[], byte[]> sent = kafka.written().getFirst();
        assertThat(sent.key()).asString().isEqualTo("acme");
        AuditRecorded recorded =
                serdes.deserializer(Topics.AUDIT_RECORDED).deserialize(sent.topic(), sent.value());
        assertThat(recorded.getActor()).isEqualTo("olga");
        assertThat(recorded.getAt()).isEqualTo(NOW);
        assertThat(recorded.getTenantId()).isEqualTo("acme");
        assertThat(recorded.getAction()).isEqualTo("dead-letter.redrive");
        assertThat(recorded.getTarget()).isEqualTo("agents.tasks.events.dlq:0:1");
        assertThat(recorded.getOutcome()).isEqualTo("ok");
        assertThat(recorded.getClientAddress()).isEqualTo("192.0.2.1");
        assertThat(recorded.getRequestId()).isEqualTo("request-1");
        assertThat(recorded.getDetails()).containsEntry("newTaskId", "redrive-1");
        assertThat(written()).isEqualTo(1);
    }

    @Test
    void aKeyWithoutAUserIsNamedAfterItsTenant() {
        trail.add(entry(""));

        ProducerRecord<byte[], byte[]> sent = kafka.written().getFirst();
        assertThat(
                        serdes.deserializer(Topics.AUDIT_RECORDED)
                                .deserialize(sent.topic(), sent.value())
                                .getActor())
                .isEqualTo("a key of tenant ops");
    }

    @Test
    void whatKafkaDoesNotAcknowledgeIsNotCounted() {
        kafka.failNext(1);

        assertThatThrownBy(() -> trail.add(entry("olga")))
                .isInstanceOf(NotAcknowledgedException.class);
        assertThat(written()).isZero();
    }

    @Test
    void whatIsNotedIsWrittenWithoutWaitingForKafka() {
        trail.note(entry("olga"));

        await().until(() -> producer.history().size() == 1);
        assertThat(kafka.written()).isEmpty();
        assertThat(producer.history().getFirst().key()).asString().isEqualTo("acme");
        producer.errorNext(new TimeoutException("away"));
        await().untilAtomic(lost, equalTo(1));
    }

    @Test
    void moreThanCanWaitIsLostAndCounted() {
        for (int i = 0; i < BackgroundWriter.MOST_WAITING + 500; i++) {
            background.write(
                    () -> {
                        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5));
                        throw new KafkaException("away");
                    });
        }

        assertThat(lost.get()).isBetween(400, 500);
    }

    @Test
    void anEntryThatCannotBeMadeIsLostAloneAndCounted() {
        background.write(
                () -> {
                    throw new IllegalStateException("no such schema");
                });
        trail.note(entry("olga"));

        await().until(() -> producer.history().size() == 1);
        assertThat(lost).hasValue(1);
    }

    private double written() {
        return meters
                .find(GatewayMetric.ACTIONS.metricName())
                .tag(GatewayMetric.ACTION_TAG, "dead-letter.redrive")
                .tag(GatewayMetric.OUTCOME_TAG, "ok")
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private static AuditEntry entry(String user) {
        return new AuditEntry(
                new Caller(new Identity("ops", user, Set.of("admin")), "192.0.2.1", "request-1"),
                "acme",
                AuditAction.DEAD_LETTER_REDRIVE,
                "agents.tasks.events.dlq:0:1",
                AuditOutcome.OK,
                Map.of("newTaskId", "redrive-1"));
    }
}
