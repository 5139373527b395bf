package dev.millrace.executor.model;

import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.TurnOutcome.Failed;
import dev.millrace.executor.work.TurnOutcome.Tokens;

/** A failed model call: what is reported of it, and its kind. */
record CallFailure(FailureKind kind, Failed failed) {

    CallFailure withWasted(Tokens tokens) {
        return new CallFailure(kind, failed.withWasted(tokens));
    }
}
