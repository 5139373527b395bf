package dev.millrace.eventruntime;

import dev.millrace.eventruntime.metrics.DeadLetterCounts;
import dev.millrace.schemas.Topic;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters: the original bytes of a record, with the reason in headers of the names that Kafka
 * Streams uses (KIP-1034), each of bounded size.
 */
public final class DeadLetters {

    public static final String TOPIC_HEADER = "__streams.errors.topic";
    public static final String PARTITION_HEADER = "__streams.errors.partition";
    public static final String OFFSET_HEADER = "__streams.errors.offset";
    public static final String EXCEPTION_HEADER = "__streams.errors.exception";
    public static final String MESSAGE_HEADER = "__streams.errors.message";
    public static final String STACKTRACE_HEADER = "__streams.errors.stacktrace";

    private static final String PREFIX = "__streams.errors.";
    private static final int MAX_MESSAGE_CHARS = 1_024;
    private static final int MAX_STACKTRACE_CHARS = 8_192;

    private DeadLetters() {}

    /**
     * The dead letter for a consumed record, addressed to the dead-letter topic of its source. It
     * is counted here, so that no writer forgets to.
     */
    public static ProducerRecord<byte[], byte[]> of(
            ConsumerRecord<byte[], byte[]> source, Throwable reason) {
        DeadLetterCounts.count(source.topic(), reason);
        return of(
                source.topic() + Topic.DEAD_LETTER_SUFFIX,
                source.topic(),
                source.partition(),
                source.offset(),
                source.key(),
                source.value(),
                source.headers(),
                reason);
    }

    static ProducerRecord<byte[], byte[]> of(
            String target,
            String topic,
            int partition,
            long offset,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Headers original,
            Throwable reason) {
        Headers headers = new RecordHeaders();
        for (Header header : original) {
            if (!header.key().startsWith(PREFIX)) {
                headers.add(header);
            }
        }
        add(headers, TOPIC_HEADER, topic);
        add(headers, PARTITION_HEADER, Integer.toString(partition));
        add(headers, OFFSET_HEADER, Long.toString(offset));
        add(headers, EXCEPTION_HEADER, reason.getClass().getName());
        add(
                headers,
                MESSAGE_HEADER,
                bounded(String.valueOf(reason.getMessage()), MAX_MESSAGE_CHARS));
        add(headers, STACKTRACE_HEADER, bounded(stackTrace(reason), MAX_STACKTRACE_CHARS));
        return new ProducerRecord<>(target, null, key, value, headers);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String stackTrace(Throwable reason) {
        StringWriter text = new StringWriter();
        reason.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static String bounded(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max);
    }
}
