package dev.millrace.gateway.submission;

/** Where orders to tasks go. */
public interface TaskCommands {

    /**
     * Asks for the end of a task; returns once that can no longer be lost.
     *
     * @param requestedBy who asks
     * @param reason why, for people; may be empty
     */
    void cancel(String taskId, String tenantId, String requestedBy, String reason);
}
