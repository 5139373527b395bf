package dev.millrace.sink.intake;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.UndecodableRecordException;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.sink.document.DeadLetter.Subject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Finds out whose record a dead letter was: by its headers, or else by what the record says. */
final class DeadLetterSubjects {

    static final String TASK_HEADER = "millrace.task";
    static final String TENANT_HEADER = "millrace.tenant";

    private final Map<String, Deserializer<? extends SpecificRecord>> deserializers;

    DeadLetterSubjects(EventSerdes serdes) {
        deserializers =
                Topics.all().stream()
                        .collect(toUnmodifiableMap(Topic::deadLetterName, serdes::deserializer));
    }

    /**
     * @throws dev.millrace.eventruntime.RegistryUnavailableException if the record cannot be read
     *     now
     */
    Subject of(ConsumerRecord<byte[], byte[]> letter) {
        String task = header(letter, TASK_HEADER);
        String tenant = header(letter, TENANT_HEADER);
        if (!task.isEmpty() && !tenant.isEmpty()) {
            return new Subject(task, tenant);
        }
        Subject said = said(letter);
        return new Subject(
                task.isEmpty() ? said.task() : task, tenant.isEmpty() ? said.tenant() : tenant);
    }

    private Subject said(ConsumerRecord<byte[], byte[]> letter) {
        Deserializer<? extends SpecificRecord> deserializer = deserializers.get(letter.topic());
        if (deserializer == null || letter.value() == null) {
            return Subject.UNKNOWN;
        }
        try {
            SpecificRecord event = deserializer.deserialize(letter.topic(), letter.value());
            return new Subject(text(event, "taskId"), text(event, "tenantId"));
        } catch (UndecodableRecordException _) {
            // Most dead letters are dead for this very reason.
            return Subject.UNKNOWN;
        }
    }

    private static String text(SpecificRecord event, String name) {
        Schema.Field field = event.getSchema().getField(name);
        @Nullable Object value = field == null ? null : event.get(field.pos());
        return value == null ? "" : value.toString();
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        return header == null || header.value() == null
                ? ""
                : new String(header.value(), StandardCharsets.UTF_8);
    }
}
