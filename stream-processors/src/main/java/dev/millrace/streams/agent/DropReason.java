package dev.millrace.streams.agent;

/** Why a record changed nothing; the value of a metric's tag. */
public enum DropReason {
    /** The task is admitted already. */
    DUPLICATE_TASK("duplicate-task"),
    /** The batch was received before. */
    DUPLICATE_BATCH("duplicate-batch"),
    /** The task has ended, or is past what the outcome belongs to. */
    LATE("late"),
    /** The outcome belongs to a step or attempt that the task has not reached. */
    UNEXPECTED("unexpected"),
    /** The record's task did not come in time. */
    EARLY_EXPIRED("early-expired"),
    /** Too many records wait for their tasks. */
    EARLY_OVERFLOW("early-overflow"),
    /** The command came from another tenant than the task's. */
    FOREIGN_COMMAND("foreign-command"),
    /** The command is none that this version knows. */
    UNKNOWN_COMMAND("unknown-command"),
    /** The record has no value. */
    TOMBSTONE("tombstone");

    private final String tag;

    DropReason(String tag) {
        this.tag = tag;
    }

    public String tag() {
        return tag;
    }
}
