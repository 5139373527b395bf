package dev.millrace.streams.runtime;

import org.jspecify.annotations.Nullable;

/**
 * How an application does.
 *
 * @param state the state that Kafka Streams reports, or {@code WAITING} before a new start
 * @param healthy whether it works or will soon do so by itself
 * @param running whether it works
 * @param restarts how often it has started again
 * @param lastFailure why it last failed, or null
 */
public record StreamsStatus(
        String state,
        boolean healthy,
        boolean running,
        int restarts,
        @Nullable String lastFailure) {}
