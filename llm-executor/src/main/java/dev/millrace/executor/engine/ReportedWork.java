package dev.millrace.executor.engine;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Knows of records of work whose outcome Kafka has although no commit says that they are done. */
interface ReportedWork {

    /**
     * The offsets of such records, for each partition that has any.
     *
     * @param committedAt when the last commit of each partition was made
     */
    Map<TopicPartition, Set<Long>> since(Map<TopicPartition, Instant> committedAt);
}
