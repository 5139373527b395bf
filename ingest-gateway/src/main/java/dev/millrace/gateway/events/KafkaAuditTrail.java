package dev.millrace.gateway.events;

import dev.millrace.AuditRecorded;
import dev.millrace.gateway.audit.AuditAction;
import dev.millrace.gateway.audit.AuditEntry;
import dev.millrace.gateway.audit.AuditTrail;
import dev.millrace.gateway.metrics.GatewayMetric;
import dev.millrace.schemas.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes the audit to its topic. */
final class KafkaAuditTrail implements AuditTrail {

    /** Which API key was used. */
    private static final String KEY = "key";

    private final RecordWriter kafka;
    private final BackgroundWriter background;
    private final EventRecords records;
    private final Clock clock;
    private final MeterRegistry meters;

    KafkaAuditTrail(
            RecordWriter kafka,
            BackgroundWriter background,
            EventRecords records,
            Clock clock,
            MeterRegistry meters) {
        this.kafka = kafka;
        this.background = background;
        this.records = records;
        this.clock = clock;
        this.meters = meters;
    }

    @Override
    public void add(AuditEntry entry) {
        kafka.write(of(recorded(entry)));
        count(entry);
    }

    @Override
    public void note(AuditEntry entry) {
        AuditRecorded recorded = recorded(entry);
        background.write(() -> of(recorded));
        count(entry);
    }

    private ProducerRecord<byte[], byte[]> of(AuditRecorded recorded) {
        ProducerRecord<byte[], byte[]> entry =
                records.of(Topics.AUDIT_RECORDED, recorded.getTenantId(), recorded);
        entry.headers()
                .add(AuditAction.HEADER, recorded.getAction().getBytes(StandardCharsets.UTF_8));
        return entry;
    }

    private AuditRecorded recorded(AuditEntry entry) {
        return AuditRecorded.newBuilder()
                .setId(UUID.randomUUID().toString())
                .setAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .setActor(entry.caller().actor())
                .setTenantId(entry.tenantId())
                .setAction(entry.action().text())
                .setTarget(entry.target())
                .setOutcome(entry.outcome().text())
                .setClientAddress(entry.caller().clientAddress())
                .setRequestId(entry.caller().requestId())
                .setDetails(details(entry))
                .build();
    }

    private static Map<String, String> details(AuditEntry entry) {
        String key = entry.caller().identity().key();
        if (key.isEmpty()) {
            return entry.details();
        }
        Map<String, String> details = new HashMap<>(entry.details());
        details.put(KEY, key);
        return details;
    }

    private void count(AuditEntry entry) {
        meters.counter(
                        GatewayMetric.ACTIONS.metricName(),
                        GatewayMetric.ACTION_TAG,
                        entry.action().text(),
                        GatewayMetric.OUTCOME_TAG,
                        entry.outcome().text())
                .increment();
    }
}
