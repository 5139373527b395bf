package dev.millrace.executor.tokens;

import dev.millrace.executor.work.Words;

/**
 * A call whose words are told.
 *
 * @param <T> what comes of it
 */
public interface StreamedCall<T> {

    T make(Words words) throws InterruptedException;

    /** All of its words; empty if it failed. */
    String text(T outcome);
}
