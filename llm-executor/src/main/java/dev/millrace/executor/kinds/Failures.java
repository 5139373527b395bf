package dev.millrace.executor.kinds;

import dev.millrace.Failure;
import dev.millrace.FailureClass;
import dev.millrace.executor.work.TurnOutcome.Failed;
import java.time.Duration;

/** Tells of failed work in the events of the wire contract. */
final class Failures {

    private static final int MAX_DETAIL_CHARS = 4_096;

    private Failures() {}

    static Failure event(Failed failed) {
        String detail = failed.detail();
        return Failure.newBuilder()
                .setFailureClass(
                        failed.retryable() ? FailureClass.retryable : FailureClass.terminal)
                .setType(failed.type())
                .setTitle(failed.title())
                .setDetail(detail.substring(0, Math.min(MAX_DETAIL_CHARS, detail.length())))
                .setRetryAfterMs(failed.retryAfter().map(Duration::toMillis).orElse(null))
                .build();
    }
}
