package dev.millrace.gateway.deadletters;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a redrive of many letters has come.
 *
 * @param id names it
 * @param scope who may see it
 * @param state whether it goes on
 * @param startedAt when it was asked for
 * @param endedAt when it ended; null while it goes on
 * @param found the letters that were found; grows until all are
 * @param redriven how many of them are on their way
 * @param refused how many of them cannot be redriven
 * @param problem the latest thing that went wrong; empty if nothing did
 */
public record RedriveJob(
        String id,
        LetterScope scope,
        State state,
        Instant startedAt,
        @Nullable Instant endedAt,
        int found,
        int redriven,
        int refused,
        String problem) {

    /** Whether a job goes on. */
    public enum State {
        RUNNING,
        COMPLETED,
        FAILED
    }

    static RedriveJob started(String id, LetterScope scope, Instant now) {
        return new RedriveJob(id, scope, State.RUNNING, now, null, 0, 0, 0, "");
    }

    RedriveJob found(int letters) {
        return new RedriveJob(
                id, scope, state, startedAt, endedAt, letters, redriven, refused, problem);
    }

    RedriveJob redrivenOne() {
        return new RedriveJob(
                id, scope, state, startedAt, endedAt, found, redriven + 1, refused, problem);
    }

    RedriveJob refusedOne(String why) {
        return new RedriveJob(
                id, scope, state, startedAt, endedAt, found, redriven, refused + 1, why);
    }

    RedriveJob ended(State end, String why, Instant now) {
        return new RedriveJob(id, scope, end, startedAt, now, found, redriven, refused, why);
    }
}
