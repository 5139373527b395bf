package dev.millrace.gateway.events;

import dev.millrace.ApiKeyRecorded;
import dev.millrace.gateway.keys.KeyLog;
import dev.millrace.schemas.Topics;

/** Writes keys to their topic. */
final class KafkaKeyLog implements KeyLog {

    private final RecordWriter kafka;
    private final EventRecords records;

    KafkaKeyLog(RecordWriter kafka, EventRecords records) {
        this.kafka = kafka;
        this.records = records;
    }

    @Override
    public void write(ApiKeyRecorded key) {
        kafka.write(records.of(Topics.KEYS_RECORDED, key.getKeyId(), key));
    }
}
