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

    /** The same with the trace that it belongs to, if documents of this kind tell it. */
    default Fields inTrace(String traceId) {
        return this;
    }

    /** How a task ended, with question and answer. */
    record OfResult(
            @JsonProperty("@timestamp") Instant timestamp,
            EventFields event,
            TaskFields task,
            Named agent,
            @Nullable Identified tenant,
            @Nullable Identified user,
            @Nullable Identified session,
            @Nullable Identified trace,
            @Nullable GenAi genAi,
            @Nullable Cost cost,
            @Nullable Took duration,
            @Nullable ErrorFields error,
            String prompt,
            String answer,
            List<CitationFields> citations,
            Map<String, String> metadata)
            implements Fields {

        @Override
        public OfResult inTrace(String traceId) {
            return new OfResult(
                    timestamp,
                    event,
                    task,
                    agent,
                    tenant,
                    user,
                    session,
                    new Identified(traceId),
                    genAi,
                    cost,
                    duration,
                    error,
                    prompt,
                    answer,
                    citations,
                    metadata);
        }
    }

    /** A change in the life of a task. */
    record OfEvent(
            @JsonProperty("@timestamp") Instant timestamp,
            EventFields event,
            TaskFields task,
            Named agent,
            @Nullable Identified tenant,
            @Nullable Identified user,
            @Nullable Identified session,
            @Nullable Identified trace,
            @Nullable GenAi genAi,
            @Nullable Cost cost,
            @Nullable Took duration,
            @Nullable ErrorFields error,
            @Nullable DecisionFields decision,
            String prompt,
            String message)
            implements Fields {

        @Override
        public OfEvent inTrace(String traceId) {
            return new OfEvent(
                    timestamp,
                    event,
                    task,
                    agent,
                    tenant,
                    user,
                    session,
                    new Identified(traceId),
                    genAi,
                    cost,
                    duration,
                    error,
                    decision,
                    prompt,
                    message);
        }
    }

    /** What one physical call of a model used. */
    record OfUsage(
            @JsonProperty("@timestamp") Instant timestamp,
            EventFields event,
            TaskFields task,
            @Nullable Named agent,
            @Nullable Identified tenant,
            @Nullable Identified user,
            GenAi genAi,
            Cost cost,
            UsageFields usage)
            implements Fields {}

    /** Who did what. */
    record OfAudit(
            @JsonProperty("@timestamp") Instant timestamp,
            EventFields event,
            @Nullable Identified tenant,
            @Nullable Identified task,
            AuditFields audit,
            @Nullable Client client,
            @Nullable Http http)
            implements Fields {}

    /** A record that a service could not process. */
    record OfDeadLetter(
            @JsonProperty("@timestamp") Instant timestamp,
            EventFields event,
            @Nullable Identified task,
            @Nullable Identified tenant,
            KafkaFields kafka,
            Source source,
            @Nullable ErrorFields error,
            Payload payload)
            implements Fields {}

    /**
     * @param id counts an event once even if it is stored twice
     * @param outcome success or failure, as Elastic Common Schema has it
     */
    record EventFields(
            String id, @Nullable String action, @Nullable Long sequence, @Nullable String outcome) {

        public EventFields(String id, @Nullable String action, @Nullable Long sequence) {
            this(id, action, sequence, null);
        }
    }

    /**
     * @param step the step that the task is at
     * @param steps how many steps the task took
     * @param flags rules of the screening that it met
     * @param toolCalls the tools of the caller that it ended with calls of
     * @param finishReason why the model stopped
     */
    record TaskFields(
            String id,
            @Nullable String state,
            @Nullable Integer step,
            @Nullable Integer maxSteps,
            @Nullable Integer steps,
            @Nullable Boolean degraded,
            @Nullable Instant submittedAt,
            @Nullable String redriveOf,
            @Nullable String redrivenAs,
            List<String> flags,
            List<String> toolCalls,
            @Nullable String finishReason) {}

    record Named(String name) {}

    record Identified(String id) {}

    record GenAi(@Nullable Model request, @Nullable Model response, @Nullable Tokens usage) {}

    record Model(String model) {}

    record Tokens(long inputTokens, long outputTokens, @Nullable CacheRead cacheRead) {}

    /** Those of the tokens read that the provider had cached. */
    record CacheRead(long inputTokens) {}

    record Cost(double usd) {}

    record Took(long ms) {}

    record ErrorFields(
            @Nullable String type, @Nullable String message, @Nullable String stackTrace) {}

    /**
     * What was done in a step and why.
     *
     * @param kind turn or tool
     * @param genAi what this call used; the event itself tells what the task has used so far
     */
    record DecisionFields(
            @Nullable String callId,
            String kind,
            int call,
            int attempt,
            String action,
            String input,
            String reasoning,
            String parameters,
            String result,
            String target,
            Took latency,
            @Nullable Instant startedAt,
            @Nullable GenAi genAi,
            @Nullable Cost cost,
            @Nullable ErrorFields error) {}

    /**
     * @param dropped whether the outcome of the call counted for nothing
     */
    record UsageFields(String callId, int attempt, boolean dropped) {}

    /**
     * @param outcome ok, refused or failed
     */
    record AuditFields(String actor, String target, String outcome, Map<String, String> details) {}

    record Client(String address) {}

    record Http(Request request) {}

    record Request(String id) {}

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
