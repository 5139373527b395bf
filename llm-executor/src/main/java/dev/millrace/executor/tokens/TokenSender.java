package dev.millrace.executor.tokens;

import dev.millrace.TokensStreamed;

/** Sends words. */
@FunctionalInterface
public interface TokenSender {

    /**
     * May block for a while. Words that can never be sent count as sent.
     *
     * @param sent called once, on any thread, when they are
     */
    void send(TokensStreamed words, Runnable sent);
}
