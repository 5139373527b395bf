package dev.millrace.gateway.streaming;

import java.util.function.Consumer;

/** The log of words, in partitions. Thread-safe. */
interface PartitionedLog {

    /** Opens a partition for as long as it is read. */
    void read(int partition, Consumer<LogPartition> reading);
}
