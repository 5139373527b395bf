package dev.millrace.gateway.streaming;

import dev.millrace.gateway.streaming.TokenLog.Horizon;
import dev.millrace.gateway.streaming.TokenLog.TaskTokens;
import org.jspecify.annotations.Nullable;

/** No words, as there were none or as they are gone. */
enum NoTokens implements TaskTokens, Horizon {
    /** There were none. */
    NEVER_THERE,
    /** There may have been some. */
    GONE;

    @Override
    public @Nullable Words peek() {
        return null;
    }

    @Override
    public void pop() {
        throw new IllegalStateException("there are no words");
    }

    @Override
    public boolean areComplete() {
        return this == NEVER_THERE;
    }

    @Override
    public Horizon askHorizon() {
        return this;
    }

    @Override
    public boolean isReached() {
        return true;
    }

    @Override
    public boolean isUnknown() {
        return false;
    }

    @Override
    public void close() {}
}
