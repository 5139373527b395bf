package dev.millrace.gateway.streaming;

import dev.millrace.TokensStreamed;

/**
 * Some words of a model, as they lie in the log.
 *
 * @param offset where they lie
 * @param timestamp when they were written, in milliseconds
 * @param step the step of the task
 * @param attempt the attempt at the step
 * @param callId names the physical call
 * @param index counts the records of the call, from 0
 * @param text the words; may be empty
 * @param last whether the call has ended
 */
record Words(
        long offset,
        long timestamp,
        int step,
        int attempt,
        String callId,
        int index,
        String text,
        boolean last) {

    /** What a record takes in memory beside its text, about. */
    private static final int OVERHEAD_BYTES = 200;

    static Words of(long offset, long timestamp, TokensStreamed streamed) {
        return new Words(
                offset,
                timestamp,
                streamed.getStep(),
                streamed.getAttempt(),
                streamed.getCallId(),
                streamed.getIndex(),
                streamed.getText(),
                streamed.getLast());
    }

    /** What it takes in memory, about. */
    long bytes() {
        return OVERHEAD_BYTES + callId.length() + 2L * text.length();
    }
}
