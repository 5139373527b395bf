package dev.millrace.gateway.submission;

/** Where accepted tasks go. */
public interface TaskSubmissions {

    /**
     * Hands a task over; returns once it can no longer be lost.
     *
     * @throws SubmissionFailedException if that cannot be promised in time
     */
    void submit(NewTask task);
}
