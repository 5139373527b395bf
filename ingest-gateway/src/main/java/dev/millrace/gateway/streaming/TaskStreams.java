package dev.millrace.gateway.streaming;

/** Lets readers follow tasks. Thread-safe. */
public interface TaskStreams {

    /**
     * Opens what happens to a task after a position. A task that has ended gives at least its end.
     *
     * @param tenantId who asks; tasks of others are as good as unknown
     */
    Opened open(String tenantId, String taskId, StreamPosition after) throws InterruptedException;

    /** What a wish to follow a task gives. */
    sealed interface Opened {

        /** The stream, which the caller closes. */
        record Stream(TaskStream stream) implements Opened {}

        /** There is no such task. */
        record Unknown() implements Opened {}

        /** It cannot be told at present. */
        record Unavailable(String reason) implements Opened {}
    }
}
