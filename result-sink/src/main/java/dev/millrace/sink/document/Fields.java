package dev.millrace.sink.document;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a document, named as in Elastic Common Schema and OpenTelemetry; a field that is
 * null or empty is left out.
 */
public sealed interface Fields {

    /** How a task ended, with question and answer. */
    record OfResult(
            @JsonProperty("@timestamp") Instant timestamp,
            EventFields event,
            TaskFields task,
            Named agent,
            @Nullable Identified tenant,
            @Nullable Identified user,
            @Nullable Identified session,
            @Nullable GenAi genAi,
            @Nullable Cost cost,
            @Nullable Took duration,
            @Nullable ErrorFields error,
            String prompt,
            String answer,
            List<CitationFields> citations,
            Map<String, String> metadata)
            implements Fields {}

    /** A change in the life of a task. */
    record OfEvent(
            @JsonProperty("@timestamp") Instant timestamp,
            EventFields event,
            TaskFields task,
            Named agent,
            @Nullable Identified tenant,
            @Nullable Identified user,
            @Nullable Identified session,
            @Nullable GenAi genAi,
            @Nullable Cost cost,
            @Nullable Took duration,
            @Nullable ErrorFields error,
            String prompt,
            String message)
            implements Fields {}

    /** A record that a service could not process. */
    record OfDeadLetter(
            @JsonProperty("@timestamp") Instant timestamp,
            EventFields event,
            KafkaFields kafka,
            Source source,
            @Nullable ErrorFields error,
            Payload payload)
            implements Fields {}

    /**
     * @param id counts an event once even if it is stored twice
     */
    record EventFields(String id, @Nullable String action, @Nullable Long sequence) {}

    record TaskFields(
            String id,
            String state,
            @Nullable Integer step,
            @Nullable Integer maxSteps,
            @Nullable Boolean degraded,
            @Nullable Instant submittedAt) {}

    record Named(String name) {}

    record Identified(String id) {}

    record GenAi(@Nullable Model request, @Nullable Model response, @Nullable Tokens usage) {}

    record Model(String model) {}

    record Tokens(long inputTokens, long outputTokens) {}

    record Cost(double usd) {}

    record Took(long ms) {}

    record ErrorFields(
            @Nullable String type, @Nullable String message, @Nullable String stackTrace) {}

    record CitationFields(String documentId, String quote, double score) {}

    /** Where the dead letter itself lies. */
    record KafkaFields(String topic, int partition, long offset, String key) {}

    /** Where the record lay that became a dead letter. */
    record Source(@Nullable String topic, @Nullable Integer partition, @Nullable Long offset) {}

    /**
     * @param bytes the size of the record's value
     * @param base64 the value, or its beginning
     */
    record Payload(int bytes, String base64, boolean truncated) {

        /**
         * The payload of a record, with at most the given number of bytes of its value: enough to
         * see what it was, while the whole record stays in Kafka.
         */
        public static Payload of(byte @Nullable [] value, int limit) {
            if (value == null) {
                return new Payload(0, "", false);
            }
            boolean truncated = value.length > limit;
            byte[] kept = truncated ? Arrays.copyOf(value, limit) : value;
            return new Payload(value.length, Base64.getEncoder().encodeToString(kept), truncated);
        }
    }
}
