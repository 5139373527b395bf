package dev.millrace.sink.document;

import dev.millrace.TaskError;
import dev.millrace.Usage;
import dev.millrace.sink.document.Fields.CacheRead;
import dev.millrace.sink.document.Fields.Cost;
import dev.millrace.sink.document.Fields.ErrorFields;
import dev.millrace.sink.document.Fields.Identified;
import dev.millrace.sink.document.Fields.Model;
import dev.millrace.sink.document.Fields.Tokens;
import dev.millrace.sink.document.Fields.Took;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes fields of what several kinds of events have; what an event leaves open is absent. */
final class FieldValues {

    private static final double MICRO_USD = 1_000_000.0;

    private FieldValues() {}

    /** A name as it is written outside Avro. */
    static String name(Enum<?> symbol) {
        return symbol.name().replace('_', '-');
    }

    static @Nullable Identified identified(@Nullable String id) {
        return id == null || id.isBlank() ? null : new Identified(id);
    }

    static @Nullable Model model(String model) {
        return model.isBlank() ? null : new Model(model);
    }

    static Tokens tokens(Usage usage) {
        long cached = usage.getCachedInputTokens();
        return new Tokens(
                usage.getInputTokens(),
                usage.getOutputTokens(),
                cached == 0 ? null : new CacheRead(cached));
    }

    static Cost cost(Usage usage) {
        return new Cost(usage.getCostMicroUsd() / MICRO_USD);
    }

    static @Nullable Took took(Instant submittedAt, Instant at) {
        Instant start = known(submittedAt);
        // Clocks of two machines differ: a negative duration says nothing.
        return start == null || at.isBefore(start)
                ? null
                : new Took(Duration.between(start, at).toMillis());
    }

    static @Nullable Instant known(Instant instant) {
        return instant.equals(Instant.EPOCH) ? null : instant;
    }

    static @Nullable ErrorFields error(@Nullable TaskError error) {
        if (error == null) {
            return null;
        }
        String message =
                error.getDetail().isBlank()
                        ? error.getTitle()
                        : error.getTitle() + ": " + error.getDetail();
        return new ErrorFields(error.getType(), message, null);
    }
}
