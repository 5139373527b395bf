package dev.millrace.gateway.http;

import dev.millrace.gateway.deadletters.LetterCursor;
import dev.millrace.gateway.deadletters.LetterFilter;
import dev.millrace.gateway.deadletters.LetterId;
import dev.millrace.gateway.deadletters.LetterScope;
import dev.millrace.gateway.deadletters.LetterStatus;
import dev.millrace.gateway.submission.FieldErrors;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters a request is about, taken parameter by parameter, with what is wrong about
 * them. Used by one thread.
 */
final class LetterFilterFields {

    static final int MAX_TEXT_CHARACTERS = 200;
    private static final int MAX_CURSOR_CHARACTERS = 8_192;

    private final LetterScope scope;
    private final FieldErrors errors;
    private @Nullable String topic;
    private @Nullable String reason;
    private @Nullable Instant since;
    private @Nullable Instant until;
    private @Nullable String tenant;
    private @Nullable String text;
    private @Nullable LetterStatus status;

    LetterFilterFields(LetterScope scope, FieldErrors errors) {
        this.scope = scope;
        this.errors = errors;
    }

    /** Takes a parameter; false if it is none of a filter. */
    boolean take(String name, String value) {
        switch (name) {
            case "topic" -> topic = topic(name, value);
            case "reason" -> reason = text(name, value);
            case "since" -> since = time(name, value);
            case "until" -> until = time(name, value);
            case "tenant" -> tenant = tenant(name, value);
            case "q" -> text = text(name, value);
            default -> {
                return false;
            }
        }
        return true;
    }

    void takeStatus(String name, String value) {
        Optional<LetterStatus> named = LetterStatus.named(value);
        if (named.isEmpty()) {
            errors.add(name, "must be open, redriven or dropped");
        }
        status = named.orElse(null);
    }

    LetterFilter filter() {
        return new LetterFilter(topic, reason, since, until, tenant, text, status);
    }

    LetterFilter openOnly() {
        status = LetterStatus.OPEN;
        return filter();
    }

    Optional<LetterCursor> cursor(String name, String value) {
        Optional<LetterCursor> cursor =
                value.length() > MAX_CURSOR_CHARACTERS
                        ? Optional.empty()
                        : LetterCursor.parse(value);
        if (cursor.isEmpty()) {
            errors.add(name, "must be the next of an earlier page");
        }
        return cursor;
    }

    private @Nullable String topic(String name, String value) {
        Optional<String> known = LetterId.deadLetterTopic(value);
        if (known.isEmpty()) {
            errors.add(name, "must be a topic of Millrace, with or without .dlq at its end");
        }
        return known.orElse(null);
    }

    private String text(String name, String value) {
        if (value.isBlank()) {
            errors.add(name, "must not be blank");
        } else if (value.length() > MAX_TEXT_CHARACTERS) {
            errors.add(name, "must have at most " + MAX_TEXT_CHARACTERS + " characters");
        }
        return value;
    }

    private String tenant(String name, String value) {
        if (!scope.includes(value)) {
            errors.add(
                    name,
                    "must be your own tenant; only those who run the installation see others");
        }
        return text(name, value);
    }

    private @Nullable Instant time(String name, String value) {
        try {
            return Instant.parse(value);
        } catch (DateTimeParseException _) {
            errors.add(name, "must be an instant such as 2026-11-21T08:00:00Z");
            return null;
        }
    }
}
