package dev.millrace.gateway.deadletters;

import dev.millrace.eventruntime.DeadLetters;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.RegistryUnavailableException;
import dev.millrace.eventruntime.UndecodableRecordException;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Tells what a dead letter is about, from its headers and, where it has one, its event. */
final class LetterReader {

    /** On the letter of a failed task: the task. */
    static final String TASK_HEADER = "millrace.task";

    /** On the letter of a failed task: its tenant. */
    static final String TENANT_HEADER = "millrace.tenant";

    private static final String UNDECODABLE = UndecodableRecordException.class.getName();
    private static final int MAX_CHARACTERS = 1_024;

    private final Map<String, Deserializer<? extends SpecificRecord>> deserializers;

    LetterReader(EventSerdes serdes) {
        this.deserializers =
                LetterId.topics().entrySet().stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        Map.Entry::getKey,
                                        topic -> serdes.deserializer(topic.getValue())));
    }

    /** What a letter is about. */
    DeadLetter read(ConsumerRecord<byte[], byte[]> letter, Fate fate) {
        LetterId id = new LetterId(letter.topic(), letter.partition(), letter.offset());
        Optional<SpecificRecord> event = event(letter);
        boolean isFailedTask = isFailedTask(letter);
        return new DeadLetter(
                id,
                header(letter, DeadLetters.TOPIC_HEADER).orElse(id.source().name()),
                header(letter, DeadLetters.PARTITION_HEADER)
                        .flatMap(LetterReader::number)
                        .map(Long::intValue)
                        .orElse(null),
                header(letter, DeadLetters.OFFSET_HEADER)
                        .flatMap(LetterReader::number)
                        .orElse(null),
                text(letter.key()),
                // Headers may be the sender's of the record: only what nobody else tells is theirs.
                field(event, "tenantId")
                        .or(() -> isFailedTask ? header(letter, TENANT_HEADER) : Optional.empty())
                        .orElse(null),
                field(event, "taskId")
                        .or(() -> isFailedTask ? header(letter, TASK_HEADER) : Optional.empty())
                        .orElse(null),
                agent(event).orElse(null),
                header(letter, DeadLetters.EXCEPTION_HEADER).orElse("unknown"),
                header(letter, DeadLetters.MESSAGE_HEADER).orElse(""),
                Instant.ofEpochMilli(letter.timestamp()),
                isFailedTask,
                fate);
    }

    /** Whether a letter tells of a task that failed. */
    static boolean isFailedTask(ConsumerRecord<byte[], byte[]> letter) {
        return letter.topic().equals(Topics.TASKS_ADMITTED.deadLetterName())
                && header(letter, TASK_HEADER).isPresent();
    }

    /** The event in a letter, if its bytes are one. */
    Optional<SpecificRecord> event(ConsumerRecord<byte[], byte[]> letter) {
        Deserializer<? extends SpecificRecord> deserializer = deserializers.get(letter.topic());
        // Asking again whether the registry knows a schema would cost a call for each letter.
        boolean isKnownGarbage =
                header(letter, DeadLetters.EXCEPTION_HEADER)
                        .filter(UNDECODABLE::equals)
                        .isPresent();
        if (deserializer == null || letter.value() == null || isKnownGarbage) {
            return Optional.empty();
        }
        String source =
                letter.topic()
                        .substring(0, letter.topic().length() - Topic.DEAD_LETTER_SUFFIX.length());
        try {
            return Optional.of(deserializer.deserialize(source, letter.value()));
        } catch (UndecodableRecordException | RegistryUnavailableException _) {
            return Optional.empty();
        }
    }

    static Optional<String> header(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        return header == null
                ? Optional.empty()
                : Optional.ofNullable(text(header.value())).filter(value -> !value.isEmpty());
    }

    static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> agent(Optional<SpecificRecord> event) {
        Optional<Object> agent = event.flatMap(e -> value(e, "agent"));
        return agent.flatMap(
                        value ->
                                value instanceof IndexedRecord snapshot
                                        ? value(snapshot, "name")
                                        : Optional.of(value))
                .map(Object::toString)
                .filter(name -> !name.isEmpty());
    }

    private static Optional<String> field(Optional<SpecificRecord> event, String name) {
        return event.flatMap(e -> value(e, name))
                .map(Object::toString)
                .filter(text -> !text.isEmpty());
    }

    private static Optional<Object> value(IndexedRecord event, String name) {
        Schema.Field field = event.getSchema().getField(name);
        return field == null ? Optional.empty() : Optional.ofNullable(event.get(field.pos()));
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS);
    }
}
