package dev.millrace.sink.document;

import dev.millrace.sink.document.Fields.ErrorFields;
import dev.millrace.sink.document.Fields.EventFields;
import dev.millrace.sink.document.Fields.KafkaFields;
import dev.millrace.sink.document.Fields.Payload;
import dev.millrace.sink.document.Fields.Source;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record that a service could not process, and why.
 *
 * @param topic the dead-letter topic it lies on
 * @param at when it became a dead letter
 * @param subject whose record it was
 * @param source where the record lay before
 * @param error why it could not be processed
 * @param key its key as text
 * @param payload its value, which need not be readable
 */
public record DeadLetter(
        String topic,
        int partition,
        long offset,
        Instant at,
        Subject subject,
        Source source,
        @Nullable ErrorFields error,
        String key,
        Payload payload) {

    /**
     * Whose record it was, as far as that is known.
     *
     * @param task the task; empty when not known
     * @param tenant the tenant; empty when not known
     */
    public record Subject(String task, String tenant) {

        /** Nothing is known. */
        public static final Subject UNKNOWN = new Subject("", "");
    }

    /** The document of the dead letter. */
    public Document toDocument() {
        String id = topic + "-" + partition + "-" + offset;
        return new Document(
                Target.DEAD_LETTERS,
                id,
                0,
                new Fields.OfDeadLetter(
                        at,
                        new EventFields(id, null, null),
                        FieldValues.identified(subject.task()),
                        FieldValues.identified(subject.tenant()),
                        new KafkaFields(topic, partition, offset, key),
                        source,
                        error,
                        payload));
    }
}
