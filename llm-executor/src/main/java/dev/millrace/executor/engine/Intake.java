package dev.millrace.executor.engine;

import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Takes records of work from a source. Offered to by one thread. */
interface Intake {

    /**
     * Offers a record; once it is taken, the listener hears when it is done.
     *
     * @param maybeMade whether its call may have been made before, by another process or by this
     *     one in an earlier assignment
     */
    Answer offer(ConsumerRecord<byte[], byte[]> record, boolean maybeMade, DoneListener listener);

    /** Drops what was taken from these partitions and has not started. */
    void withdraw(Set<TopicPartition> partitions);

    /** The answer to an offer. */
    enum Answer {
        TAKEN,
        /** There is no room: offer it again soon. */
        FULL,
        /** It cannot be read for lack of the registry: offer it again later. */
        UNREADABLE_FOR_NOW
    }

    /** Hears on any thread that the outcome of a record is acknowledged. */
    @FunctionalInterface
    interface DoneListener {

        /** Its call is about to be made. */
        default void begun(TopicPartition partition, long offset) {}

        void done(TopicPartition partition, long offset);
    }
}
