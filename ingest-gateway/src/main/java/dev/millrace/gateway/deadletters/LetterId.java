package dev.millrace.gateway.deadletters;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a dead letter lies, which names it.
 *
 * @param topic a dead-letter topic of the catalogue
 */
public record LetterId(String topic, int partition, long offset) {

    private static final Pattern FORM = Pattern.compile("([^:]+):(\\d{1,9}):(\\d{1,18})");
    private static final int TOPIC = 1;
    private static final int PARTITION = 2;
    private static final int OFFSET = 3;

    private static final Map<String, Topic<String, ? extends SpecificRecord>> SOURCES =
            Topics.all().stream()
                    .collect(Collectors.toUnmodifiableMap(Topic::deadLetterName, topic -> topic));
    private static final Map<String, String> BY_SOURCE =
            SOURCES.values().stream()
                    .collect(Collectors.toUnmodifiableMap(Topic::name, Topic::deadLetterName));

    /** The id that {@link #toString} wrote. */
    public static Optional<LetterId> parse(String text) {
        return Optional.of(FORM.matcher(text))
                .filter(Matcher::matches)
                .filter(form -> SOURCES.containsKey(form.group(TOPIC)))
                .map(
                        form ->
                                new LetterId(
                                        form.group(TOPIC),
                                        Integer.parseInt(form.group(PARTITION)),
                                        Long.parseLong(form.group(OFFSET))))
                .filter(id -> id.partition() < id.source().partitions());
    }

    /** The dead-letter topic that a name means: its own, or that of the topic beside it. */
    public static Optional<String> deadLetterTopic(String name) {
        return SOURCES.containsKey(name)
                ? Optional.of(name)
                : Optional.ofNullable(BY_SOURCE.get(name));
    }

    /** All dead-letter topics by the topic beside each. */
    static Map<String, Topic<String, ? extends SpecificRecord>> topics() {
        return SOURCES;
    }

    /** The topic beside the dead-letter topic. */
    Topic<String, ? extends SpecificRecord> source() {
        return Optional.ofNullable(SOURCES.get(topic))
                .map(Function.<Topic<String, ? extends SpecificRecord>>identity())
                .orElseThrow(() -> new IllegalStateException(topic + " holds no dead letters"));
    }

    TopicPartition place() {
        return new TopicPartition(topic, partition);
    }

    @Override
    public String toString() {
        return topic + ":" + partition + ":" + offset;
    }
}
