package dev.millrace.sink.intake;

import dev.millrace.eventruntime.DeadLetters;
import dev.millrace.sink.document.DeadLetter;
import dev.millrace.sink.document.Document;
import dev.millrace.sink.document.Fields.ErrorFields;
import dev.millrace.sink.document.Fields.Payload;
import dev.millrace.sink.document.Fields.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Reads dead letters as Kafka Streams and our services write them: the reason is in headers. */
final class DeadLetterReader implements RecordReader {

    private static final int MAX_KEY_BYTES = 512;

    private final int payloadLimit;
    private final DeadLetterSubjects subjects;

    DeadLetterReader(int payloadLimit, DeadLetterSubjects subjects) {
        this.payloadLimit = payloadLimit;
        this.subjects = subjects;
    }

    @Override
    public Document read(ConsumerRecord<byte[], byte[]> letter) {
        return new DeadLetter(
                        letter.topic(),
                        letter.partition(),
                        letter.offset(),
                        Instant.ofEpochMilli(letter.timestamp()),
                        subjects.of(letter),
                        new Source(
                                text(letter, DeadLetters.TOPIC_HEADER),
                                integer(number(letter, DeadLetters.PARTITION_HEADER)),
                                number(letter, DeadLetters.OFFSET_HEADER)),
                        error(letter),
                        key(letter.key()),
                        Payload.of(letter.value(), payloadLimit))
                .toDocument();
    }

    private static @Nullable ErrorFields error(ConsumerRecord<byte[], byte[]> letter) {
        String type = text(letter, DeadLetters.EXCEPTION_HEADER);
        String message = text(letter, DeadLetters.MESSAGE_HEADER);
        String stackTrace = text(letter, DeadLetters.STACKTRACE_HEADER);
        return type == null && message == null && stackTrace == null
                ? null
                : new ErrorFields(type, message, stackTrace);
    }

    private static @Nullable String text(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        return header == null || header.value() == null
                ? null
                : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static @Nullable Long number(ConsumerRecord<byte[], byte[]> letter, String name) {
        String text = text(letter, name);
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException _) {
            // A header from somebody else must not keep the rest from being stored.
            return null;
        }
    }

    private static @Nullable Integer integer(@Nullable Long number) {
        return number == null ? null : number.intValue();
    }

    private static String key(byte @Nullable [] key) {
        return key == null
                ? ""
                : new String(key, 0, Math.min(key.length, MAX_KEY_BYTES), StandardCharsets.UTF_8);
    }
}
