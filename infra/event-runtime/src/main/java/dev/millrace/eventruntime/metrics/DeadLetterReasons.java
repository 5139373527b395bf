package dev.millrace.eventruntime.metrics;

/**
 * Names why dead letters were written. Exceptions and failures of tasks are limited apart: there
 * are a handful of each, but executors name failures, and these must not hide an exception.
 * Thread-safe.
 */
final class DeadLetterReasons {

    /** Not the word for exceptions, which alerts are about. */
    static final String OTHER_FAILURE = "other-failure";

    private static final int MOST = 30;

    private final BoundedLabel exceptions = new BoundedLabel(MOST);
    private final BoundedLabel failures = new BoundedLabel(MOST, OTHER_FAILURE);

    String of(Throwable exception) {
        return exceptions.of(exception.getClass().getSimpleName());
    }

    /**
     * @param failure the type of a failed task's error
     */
    String of(String failure) {
        return failures.of(failure);
    }
}
