package dev.millrace.gateway.deadletters;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are wanted; null is no restriction.
 *
 * @param topic the dead-letter topic
 * @param reason the reason, or the last part of a class name
 * @param since not older than this
 * @param until older than this
 * @param tenantId whose they are
 * @param text what key, task, agent, reason, message or value contain, in whatever case
 * @param status what was done about them
 */
public record LetterFilter(
        @Nullable String topic,
        @Nullable String reason,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String tenantId,
        @Nullable String text,
        @Nullable LetterStatus status) {

    /** Values are searched so far. */
    private static final int MAX_SEARCHED_BYTES = 256 * 1024;

    Set<String> topics() {
        return topic == null ? LetterId.topics().keySet() : Set.of(topic);
    }

    boolean matches(DeadLetter letter, byte @Nullable [] value) {
        return hasReason(letter.reason())
                && (since == null || !letter.at().isBefore(since))
                && (until == null || letter.at().isBefore(until))
                && (tenantId == null || tenantId.equals(letter.tenantId()))
                && (status == null || status == letter.fate().status())
                && hasText(letter, value);
    }

    private boolean hasReason(String told) {
        return reason == null || told.equals(reason) || told.endsWith("." + reason);
    }

    private boolean hasText(DeadLetter letter, byte @Nullable [] value) {
        if (text == null) {
            return true;
        }
        String wanted = text.toLowerCase(Locale.ROOT);
        return Stream.of(
                                letter.key(),
                                letter.taskId(),
                                letter.agent(),
                                letter.reason(),
                                letter.message())
                        .anyMatch(part -> contains(part, wanted))
                || (value != null && contains(start(value), wanted));
    }

    private static boolean contains(@Nullable String part, String wanted) {
        return part != null && part.toLowerCase(Locale.ROOT).contains(wanted);
    }

    private static String start(byte[] value) {
        return new String(
                value, 0, Math.min(value.length, MAX_SEARCHED_BYTES), StandardCharsets.UTF_8);
    }
}
