package dev.millrace.gateway.events;

import dev.millrace.AuditRecorded;
import dev.millrace.gateway.audit.AuditEntry;
import dev.millrace.gateway.audit.AuditTrail;
import dev.millrace.gateway.metrics.GatewayMetric;
import dev.millrace.schemas.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Writes the audit to its topic. */
final class KafkaAuditTrail implements AuditTrail {

    private final RecordWriter kafka;
    private final EventRecords records;
    private final Clock clock;
    private final MeterRegistry meters;

    KafkaAuditTrail(RecordWriter kafka, EventRecords records, Clock clock, MeterRegistry meters) {
        this.kafka = kafka;
        this.records = records;
        this.clock = clock;
        this.meters = meters;
    }

    @Override
    public void add(AuditEntry entry) {
        kafka.write(
                records.of(
                        Topics.AUDIT_RECORDED,
                        entry.tenantId(),
                        AuditRecorded.newBuilder()
                                .setId(UUID.randomUUID().toString())
                                .setAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                                .setActor(entry.caller().actor())
                                .setTenantId(entry.tenantId())
                                .setAction(entry.action().text())
                                .setTarget(entry.target())
                                .setOutcome(entry.outcome().text())
                                .setClientAddress(entry.caller().clientAddress())
                                .setRequestId(entry.caller().requestId())
                                .setDetails(entry.details())
                                .build()));
        meters.counter(
                        GatewayMetric.ACTIONS.metricName(),
                        GatewayMetric.ACTION_TAG,
                        entry.action().text(),
                        GatewayMetric.OUTCOME_TAG,
                        entry.outcome().text())
                .increment();
    }
}
