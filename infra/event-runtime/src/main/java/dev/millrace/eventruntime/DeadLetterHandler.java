package dev.millrace.eventruntime;

import dev.millrace.eventruntime.logging.FailureText;
import dev.millrace.eventruntime.metrics.DeadLetterCounts;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what a topology cannot process to {@code <source topic>.dlq} and goes on. What is not the
 * record's fault (the schema registry away, Kafka itself) stops the thread instead, which starts
 * again later.
 */
public final class DeadLetterHandler
        implements DeserializationExceptionHandler, ProcessingExceptionHandler {

    /**
     * The name of a Streams property: the topic of the catalogue that records of an application's
     * internal topics came from, whose dead-letter topic takes them.
     */
    public static final String INTERNAL_SOURCE = "millrace.dead.letter.internal.source";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterHandler.class);
    private static final Set<String> CATALOGUE =
            Topics.all().stream().map(Topic::name).collect(Collectors.toUnmodifiableSet());

    private String internalSource = Topics.TASKS_REQUESTED.name();

    @Override
    public void configure(Map<String, ?> settings) {
        Object source = settings.get(INTERNAL_SOURCE);
        if (source != null) {
            internalSource = source.toString();
        }
    }

    @Override
    public DeserializationExceptionHandler.Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> source, Exception reason) {
        if (RegistryUnavailableException.isCauseOf(reason)) {
            return DeserializationExceptionHandler.Response.fail();
        }
        return DeserializationExceptionHandler.Response.resume(
                List.of(
                        letter(
                                source.topic(),
                                source.partition(),
                                source.offset(),
                                source.key(),
                                source.value(),
                                source.headers(),
                                reason)));
    }

    @Override
    public ProcessingExceptionHandler.Response handleError(
            ErrorHandlerContext context, Record<?, ?> processed, Exception reason) {
        if (RegistryUnavailableException.isCauseOf(reason)
                || isOfKafka(reason)
                || context.topic() == null) {
            return ProcessingExceptionHandler.Response.fail();
        }
        Headers headers = context.headers() == null ? new RecordHeaders() : context.headers();
        return ProcessingExceptionHandler.Response.resume(
                List.of(
                        letter(
                                context.topic(),
                                context.partition(),
                                context.offset(),
                                context.sourceRawKey(),
                                context.sourceRawValue(),
                                headers,
                                reason)));
    }

    /** A value that cannot be put into bytes is the record's fault, though Kafka names it. */
    private static boolean isOfKafka(Exception reason) {
        return reason instanceof KafkaException && !(reason instanceof SerializationException);
    }

    private ProducerRecord<byte[], byte[]> letter(
            String topic,
            int partition,
            long offset,
            byte[] key,
            byte[] value,
            Headers headers,
            Exception reason) {
        try (TaskLog _ = lines(topic, key, headers, reason)) {
            LOG.warn(
                    "Dead letter: {}-{} at offset {}: {}",
                    topic,
                    partition,
                    offset,
                    FailureText.of(reason));
        }
        String source = CATALOGUE.contains(topic) ? topic : internalSource;
        DeadLetterCounts.count(source, reason);
        return DeadLetters.of(
                source + Topic.DEAD_LETTER_SUFFIX,
                topic,
                partition,
                offset,
                key,
                value,
                headers,
                reason);
    }

    /** The lines are about the task that the record is of, as far as that can be told. */
    private static TaskLog lines(
            String topic, byte @Nullable [] key, Headers headers, Exception reason) {
        for (@Nullable Throwable cause = reason; cause != null; cause = cause.getCause()) {
            if (cause instanceof TaskFailedException failed) {
                return TaskLog.of(failed.taskId(), failed.tenantId(), headers);
            }
        }
        return TaskLog.ofRecord(topic, key, headers);
    }
}
