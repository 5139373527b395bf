package dev.millrace.executor.work;

import dev.millrace.executor.work.TurnOutcome.Failed;

/**
 * Says why a call has no value to give, where the failure is classified already. Without a cause:
 * what a library says of a failure can hold keys.
 */
public final class CallFailedException extends RuntimeException {

    private final transient Failed failed;

    public CallFailedException(Failed failed) {
        super(failed.type() + ": " + failed.detail());
        this.failed = failed;
    }

    public Failed failed() {
        return failed;
    }
}
