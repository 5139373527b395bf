package dev.millrace.streams.admission;

import java.time.Instant;

/**
 * The place where a request was found; survives its way to another partition.
 *
 * @param recordedAt the time of the record
 */
record Origin(String topic, int partition, long offset, Instant recordedAt) {

    /** The id of a task whose request names none: the same whenever the record is read. */
    String taskId() {
        return topic + "-" + partition + "-" + offset;
    }
}
