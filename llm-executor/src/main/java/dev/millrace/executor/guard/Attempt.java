package dev.millrace.executor.guard;

import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.TurnOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What became of a call that was let through.
 *
 * @param failure the kind of its failure; null when it succeeded
 * @param telling whether it tells anything about the health of the other side
 */
public record Attempt(TurnOutcome outcome, @Nullable FailureKind failure, boolean telling) {

    /** What the circuit breaker is told of a call that speaks against the other side's health. */
    static final String FAULTY = "faulty";

    public static Attempt succeeded(TurnOutcome outcome) {
        return new Attempt(outcome, null, true);
    }

    public static Attempt failed(TurnOutcome outcome, FailureKind failure) {
        return new Attempt(outcome, failure, failure != FailureKind.INTERNAL);
    }

    /** Failed for a reason that is not the other side's. */
    public static Attempt untold(TurnOutcome outcome) {
        return new Attempt(outcome, null, false);
    }
}
