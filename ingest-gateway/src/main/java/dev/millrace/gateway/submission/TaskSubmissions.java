package dev.millrace.gateway.submission;

/** Where accepted tasks go. */
public interface TaskSubmissions {

    /**
     * Hands a task over; returns once it can no longer be lost.
     *
     * @param traceparent the task's place in a trace (W3C Trace Context)
     * @throws SubmissionFailedException if that cannot be promised in time
     */
    void submit(NewTask task, String traceparent);
}
