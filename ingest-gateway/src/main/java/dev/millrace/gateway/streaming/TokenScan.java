package dev.millrace.gateway.streaming;

import java.util.List;

/** Reads words from Kafka that are not in memory. Thread-safe. */
interface TokenScan {

    /**
     * A part of the log.
     *
     * @param words the words of the task in it
     * @param next where to go on
     * @param isComplete whether the log still held all records from where the reading began
     * @param bytes what was looked at for it, of all tasks
     */
    record Part(List<Words> words, long next, boolean isComplete, long bytes) {}

    /**
     * Reads words of a task; not always as far as wished.
     *
     * @param from where to begin
     * @param end before where to stop
     * @throws StreamClosedException if they cannot be read at present
     */
    Part read(String taskId, int partition, From from, long end) throws InterruptedException;

    /** Where a part of the log begins. */
    sealed interface From {

        /** At an offset. */
        record Offset(long offset) implements From {}

        /** At the first record of a time, in milliseconds. */
        record Time(long timestamp) implements From {}
    }
}
