package dev.millrace.eventruntime;

/** A record of a known task cannot be processed: what is logged of it carries the task's ids. */
public final class TaskFailedException extends IllegalStateException {

    private final String taskId;
    private final String tenantId;

    public TaskFailedException(String taskId, String tenantId, String message, Throwable cause) {
        super(message, cause);
        this.taskId = taskId;
        this.tenantId = tenantId;
    }

    public String taskId() {
        return taskId;
    }

    public String tenantId() {
        return tenantId;
    }
}
