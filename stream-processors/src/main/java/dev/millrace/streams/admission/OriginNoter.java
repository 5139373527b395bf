package dev.millrace.streams.admission;

import dev.millrace.TaskRequested;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Notes where a request was found and whose it is; passes over records without a value. */
final class OriginNoter extends ContextualFixedKeyProcessor<String, TaskRequested, FoundRequest> {

    private final String defaultTenant;
    private final AdmissionMetrics metrics;

    OriginNoter(String defaultTenant, AdmissionMetrics metrics) {
        this.defaultTenant = defaultTenant;
        this.metrics = metrics;
    }

    @Override
    public void process(FixedKeyRecord<String, TaskRequested> record) {
        TaskRequested request = record.value();
        if (request == null) {
            metrics.dropped(AdmissionMetrics.Drop.TOMBSTONE);
            return;
        }
        RecordMetadata place =
                context()
                        .recordMetadata()
                        .orElseThrow(() -> new IllegalStateException("a request has no position"));
        Origin origin =
                new Origin(
                        place.topic(),
                        place.partition(),
                        place.offset(),
                        Instant.ofEpochMilli(record.timestamp()));
        String tenant = request.getTenantId().isBlank() ? defaultTenant : request.getTenantId();
        context().forward(record.withValue(new FoundRequest(origin, tenant, request)));
    }
}
