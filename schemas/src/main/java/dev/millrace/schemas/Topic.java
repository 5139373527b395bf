package dev.millrace.schemas;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * A Kafka topic as the contract declares it.
 *
 * @param name the name of the topic, {@code agents.<entity>.<event>}
 * @param keyType the type of the keys; always {@link String}, in UTF-8
 * @param valueType the Avro class of the values, in Confluent wire format
 * @param partitions the number of partitions, fixed for life
 * @param retention how long records are kept; of a compacted topic, how long deletions are told
 * @param cleanup what becomes of old records
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public record Topic<K, V extends SpecificRecord>(
        String name,
        Class<K> keyType,
        Class<V> valueType,
        int partitions,
        Duration retention,
        Cleanup cleanup) {

    /** What becomes of old records. */
    public enum Cleanup {
        /** They are deleted once they are past their retention. */
        DELETE,
        /** The last one of each key is kept for ever. */
        COMPACT
    }

    /**
     * The largest record, in bytes, that a topic takes: an 8 MiB request and what the pipeline adds
     * to it.
     */
    public static final int MAX_RECORD_BYTES = 9 * 1024 * 1024;

    /** The ending of the name of a dead-letter topic. */
    public static final String DEAD_LETTER_SUFFIX = ".dlq";

    /** Room, in bytes, for the headers that a dead letter has beyond its original. */
    private static final int REASON_BYTES = 64 * 1024;

    private static final Duration DEAD_LETTER_RETENTION = Duration.ofDays(30);

    private static final Duration DELETIONS_TOLD_FOR = Duration.ofDays(7);

    public Topic {
        Objects.requireNonNull(name, "name");
        if (partitions < 1) {
            throw new IllegalArgumentException(
                    "partitions of " + name + " must be at least 1 but is " + partitions);
        }
    }

    /** A topic whose records are deleted after their time. */
    public Topic(
            String name, Class<K> keyType, Class<V> valueType, int partitions, Duration retention) {
        this(name, keyType, valueType, partitions, retention, Cleanup.DELETE);
    }

    /** A topic that keeps the last record of each key. */
    public static <K, V extends SpecificRecord> Topic<K, V> compacted(
            String name, Class<K> keyType, Class<V> valueType, int partitions) {
        return new Topic<>(
                name, keyType, valueType, partitions, DELETIONS_TOLD_FOR, Cleanup.COMPACT);
    }

    /** The schema of the values. */
    public Schema schema() {
        return SpecificData.get().getSchema(valueType);
    }

    /** The subject under which the registry holds the schema of the values (TopicNameStrategy). */
    public String subject() {
        return name + "-value";
    }

    /** The topic that takes what could not be processed; same keys and bytes as this topic. */
    public String deadLetterName() {
        return name + DEAD_LETTER_SUFFIX;
    }

    /** The settings with which the topic is created. */
    public Map<String, String> settings() {
        return switch (cleanup) {
            case DELETE -> deleted(retention);
            case COMPACT -> compacted(retention);
        };
    }

    /** The settings with which the topic's dead-letter topic is created. */
    public Map<String, String> deadLetterSettings() {
        Map<String, String> settings = deleted(DEAD_LETTER_RETENTION);
        settings.put("max.message.bytes", Integer.toString(MAX_RECORD_BYTES + REASON_BYTES));
        return settings;
    }

    private static Map<String, String> deleted(Duration retention) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("cleanup.policy", "delete");
        settings.put("retention.ms", Long.toString(retention.toMillis()));
        settings.put("max.message.bytes", Integer.toString(MAX_RECORD_BYTES));
        return settings;
    }

    private static Map<String, String> compacted(Duration deletionsToldFor) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("cleanup.policy", "compact");
        settings.put("delete.retention.ms", Long.toString(deletionsToldFor.toMillis()));
        settings.put("max.message.bytes", Integer.toString(MAX_RECORD_BYTES));
        return settings;
    }
}
