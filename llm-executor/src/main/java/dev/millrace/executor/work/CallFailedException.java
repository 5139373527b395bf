package dev.millrace.executor.work;

import dev.millrace.executor.work.TurnOutcome.Failed;

/** Says why a call has no value to give, where the failure is classified already. */
public final class CallFailedException extends RuntimeException {

    private final transient Failed failed;

    public CallFailedException(Failed failed, Throwable cause) {
        super(failed.type() + ": " + failed.detail(), cause);
        this.failed = failed;
    }

    public Failed failed() {
        return failed;
    }
}
