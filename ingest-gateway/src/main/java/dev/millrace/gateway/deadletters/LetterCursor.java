package dev.millrace.gateway.deadletters;

import dev.millrace.gateway.deadletters.LetterLog.Span;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a list of dead letters goes on: before these offsets; partitions that are not named are
 * done.
 */
public record LetterCursor(Map<TopicPartition, Long> before) {

    private static final List<String> TOPICS =
            LetterId.topics().keySet().stream().sorted().toList();

    /** Changes with the catalogue, to whose order the numbers of topics refer. */
    private static final String VERSION = "1." + TOPICS.size();

    private static final String SEPARATOR = ";";

    public LetterCursor {
        before = Map.copyOf(before);
    }

    /** The cursor that {@link #toString} wrote. */
    public static Optional<LetterCursor> parse(String text) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            String[] parts = plain.split(SEPARATOR);
            Map<TopicPartition, Long> before = new HashMap<>();
            for (String part : List.of(parts).subList(1, parts.length)) {
                String[] numbers = part.split(":");
                before.put(
                        new TopicPartition(
                                TOPICS.get(Integer.parseInt(numbers[0])),
                                Integer.parseInt(numbers[1])),
                        Long.parseLong(numbers[2]));
            }
            return parts[0].equals(VERSION)
                    ? Optional.of(new LetterCursor(before))
                    : Optional.empty();
        } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }

    /** What is left of some parts of the topics. */
    Map<TopicPartition, Span> rest(Map<TopicPartition, Span> spans) {
        Map<TopicPartition, Span> rest = new HashMap<>();
        before.forEach(
                (partition, end) -> {
                    Span span = spans.get(partition);
                    if (span != null) {
                        rest.put(partition, new Span(span.start(), Math.min(end, span.end())));
                    }
                });
        return rest;
    }

    @Override
    public String toString() {
        String plain =
                before.entrySet().stream()
                        .map(
                                place ->
                                        SEPARATOR
                                                + TOPICS.indexOf(place.getKey().topic())
                                                + ":"
                                                + place.getKey().partition()
                                                + ":"
                                                + place.getValue())
                        .sorted()
                        .collect(Collectors.joining("", VERSION, ""));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }
}
