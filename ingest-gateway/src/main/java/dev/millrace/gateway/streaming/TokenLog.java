package dev.millrace.gateway.streaming;

import dev.millrace.gateway.view.Signal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where the words of models lie while they come. Thread-safe. */
interface TokenLog {

    /** A log without words: those of a task come as a whole when it ends. */
    TokenLog NONE = (_, _, _) -> new Opened.Reading(NoTokens.NEVER_THERE);

    /**
     * Opens the words of a task.
     *
     * @param since none of them was written before this time
     * @param signal raised when there may be more to read
     */
    Opened open(String taskId, Instant since, Signal signal) throws InterruptedException;

    /** What a wish to read words gives. */
    sealed interface Opened {

        /** The words, from the first on. */
        record Reading(TaskTokens tokens) implements Opened {}

        /** They cannot be read at present. */
        record Unavailable(String reason) implements Opened {}
    }

    /** The words of a task in the order of the log; for one reader. */
    interface TaskTokens extends AutoCloseable {

        /**
         * The next words; null when there are none yet.
         *
         * @throws StreamClosedException if they cannot be read
         */
        @Nullable Words peek() throws InterruptedException;

        /** Goes on behind the words that {@link #peek} gave. */
        void pop();

        /** Whether no words are missing because of their age. */
        boolean areComplete();

        /** Asks how far the log reaches now; the signal is raised when all of that can be read. */
        Horizon askHorizon();

        @Override
        void close();
    }

    /** The end of the log at some time. */
    interface Horizon extends AutoCloseable {

        /** Whether {@link TaskTokens#peek} now gives all that was there when it was asked for. */
        boolean isReached();

        /** Whether the question got no answer. */
        boolean isUnknown();

        @Override
        void close();
    }
}
