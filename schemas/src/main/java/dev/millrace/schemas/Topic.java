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
 * @param retention how long records are kept
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public record Topic<K, V extends SpecificRecord>(
        String name, Class<K> keyType, Class<V> valueType, int partitions, Duration retention) {

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

    public Topic {
        Objects.requireNonNull(name, "name");
        if (partitions < 1) {
            throw new IllegalArgumentException(
                    "partitions of " + name + " must be at least 1 but is " + partitions);
        }
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
        return settings(retention);
    }

    /** The settings with which the topic's dead-letter topic is created. */
    public Map<String, String> deadLetterSettings() {
        Map<String, String> settings = settings(DEAD_LETTER_RETENTION);
        settings.put("max.message.bytes", Integer.toString(MAX_RECORD_BYTES + REASON_BYTES));
        return settings;
    }

    private static Map<String, String> settings(Duration retention) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("cleanup.policy", "delete");
        settings.put("retention.ms", Long.toString(retention.toMillis()));
        settings.put("max.message.bytes", Integer.toString(MAX_RECORD_BYTES));
        return settings;
    }
}
