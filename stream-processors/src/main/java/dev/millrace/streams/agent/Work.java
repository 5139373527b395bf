package dev.millrace.streams.agent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work that a task waits for: a model turn, a tool call, or a batch of chunks that is
 * tried again.
 *
 * @param call which tool call of the step, or which batch; 0 for a turn
 * @param waiting whether it waits for its next attempt; otherwise an attempt is under way
 * @param attempt the last attempt, from 1
 * @param tries how many of the attempts count against the retry policy
 * @param redispatched whether an attempt did not answer in time and was repeated
 * @param model which model of the chain is asked, from 0
 * @param fallbackFrom the first attempt that asked another model than the first; 0 for none
 * @param due when the attempt is over or the wait is; absent when a timeout is on its way already
 */
record Work(
        int call,
        boolean waiting,
        int attempt,
        int tries,
        boolean redispatched,
        int model,
        int fallbackFrom,
        @Nullable Instant due) {

    static Work first(int call, @Nullable Instant due) {
        return new Work(call, false, 1, 1, false, 0, 0, due);
    }

    /** The work while it waits for its next attempt. */
    Work waitingUntil(Instant time) {
        return new Work(call, true, attempt, tries, redispatched, model, fallbackFrom, time);
    }

    /** The same, but for the next attempt not to count. */
    Work uncounted() {
        return new Work(call, waiting, attempt, tries - 1, redispatched, model, fallbackFrom, due);
    }

    /** The next attempt, after a wait. */
    Work retried(@Nullable Instant time) {
        return new Work(
                call, false, attempt + 1, tries + 1, redispatched, model, fallbackFrom, time);
    }

    /** The next attempt, since the last one does not answer. */
    Work repeated(@Nullable Instant time) {
        return new Work(call, false, attempt + 1, tries, true, model, fallbackFrom, time);
    }

    /** The next attempt, at the next model, with fresh tries. */
    Work atNextModel(@Nullable Instant time) {
        int from = fallbackFrom == 0 ? attempt + 1 : fallbackFrom;
        return new Work(call, false, attempt + 1, 1, redispatched, model + 1, from, time);
    }

    /** Whether this attempt is not the first model's. */
    boolean isFallback(int ofAttempt) {
        return fallbackFrom > 0 && ofAttempt >= fallbackFrom;
    }

    /** Whether the outcome of an attempt is the one that the work waits for. */
    boolean awaits(int ofAttempt) {
        return !waiting && ofAttempt == attempt;
    }
}
