package dev.millrace.streams.runtime;

import dev.millrace.eventruntime.DeadLetterHandler;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.TopicSettings;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;

/** Every setting of Kafka Streams that differs from its default, with the reason. */
public final class StreamsConfiguration {

    /** The application that admits tasks and drives agents: the id names its state, for good. */
    static final String TASKS_APPLICATION = "agents-stream-processors";

    /** The application that cuts documents: the id names its offsets, for good. */
    static final String CHUNKING_APPLICATION = "agents-chunking";

    private static final Duration METADATA_MAX_AGE = Duration.ofMinutes(1);
    private static final int HEARTBEATS_PER_SESSION = 4;

    private final StreamsSettings settings;
    private final KafkaConnection kafka;
    private final TopicSettings topics;

    public StreamsConfiguration(
            StreamsSettings settings, KafkaConnection kafka, TopicSettings topics) {
        this.settings = settings;
        this.kafka = kafka;
        this.topics = topics;
    }

    /** Admission and agents: state, output and offset move together. */
    public Properties tasks() {
        Properties properties = common(TASKS_APPLICATION, settings.threads());
        properties.put(DeadLetterHandler.INTERNAL_SOURCE, Topics.TASKS_REQUESTED.name());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // Records are visible to the next stage only at the commit: this is most of a hop's time.
        // So what comes alone is committed at once, and the interval gathers what comes in bulk.
        properties.put(StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG, PromptCommits.class.getName());
        properties.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.commitInterval().toMillis());
        // The open transaction of a dead instance holds up every reader until it is given up.
        producer(
                properties,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                Math.toIntExact(settings.transactionTimeout().toMillis()));
        // A transaction that follows at once may find the last one's markers not written yet and
        // tries again: soon, not after the default of 100 ms.
        producer(properties, ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 10L);
        // Writes reach the changelog and the next stage at each commit anyway; a cache only delays.
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        properties.put(
                StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class.getName());
        properties.put(BoundedRocksDb.MEMORY, settings.storeMemory().toBytes());
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbyReplicas());
        passThrough(properties);
        return properties;
    }

    /** Chunking: a pure function of its input, so repeating it does no harm. */
    public Properties chunking() {
        Properties properties = common(CHUNKING_APPLICATION, settings.chunkingThreads());
        properties.put(DeadLetterHandler.INTERNAL_SOURCE, Topics.TASKS_ADMITTED.name());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        // The default of 30 s would repeat that much after a crash.
        properties.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                settings.chunkingCommitInterval().toMillis());
        // What long documents leave for later steps is not kept once it is read.
        properties.put(StreamsConfig.REPARTITION_PURGE_INTERVAL_MS_CONFIG, 10_000L);
        passThrough(properties);
        return properties;
    }

    private Properties common(String applicationId, int threads) {
        Properties properties = new Properties();
        properties.putAll(kafka.clientProperties());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        // Names in logs and metrics that stay the same over restarts, and tell the instances apart.
        properties.put(StreamsConfig.CLIENT_ID_CONFIG, applicationId + "." + settings.instanceId());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        // Another folder means another transactional id, and the old transaction blocks readers.
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                settings.stateDirectory().toAbsolutePath().toString());
        // Names of stores and internal topics are a deployment contract.
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        // What comes out bears the time at which it does: consumers see the time of each hop, and
        // an old or missing time of a producer does not shorten how long it is kept.
        properties.put(
                StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG,
                WallclockTimestampExtractor.class.getName());
        addErrorHandling(properties);
        addLatency(properties);
        addMembership(properties);
        addSizes(properties);
        addInternalTopics(properties);
        return properties;
    }

    private static void addErrorHandling(Properties properties) {
        // What cannot be read or processed goes to the dead-letter topic of its source.
        properties.put(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                DeadLetterHandler.class.getName());
        properties.put(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                DeadLetterHandler.class.getName());
        // Kafka 5's default: without it each start warns, although there are no global stores.
        properties.put("processing.exception.handler.global.enabled", true);
    }

    private void addLatency(Properties properties) {
        // A thread looks at timers and commits only between polls.
        properties.put(StreamsConfig.POLL_MS_CONFIG, settings.pollInterval().toMillis());
        // Order across topics is not given anyway, so nothing waits for a slower one. (Of what has
        // been fetched, the agent takes commands first.)
        properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1L);
        producer(properties, ProducerConfig.LINGER_MS_CONFIG, 0);
    }

    private void addMembership(Properties properties) {
        int session = Math.toIntExact(settings.sessionTimeout().toMillis());
        // A restarted instance gets its old place back at once, without a rebalance.
        consumer(properties, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, settings.instanceId());
        // A dead instance's work moves on after this and not after the default of 45 s.
        consumer(properties, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, session);
        consumer(
                properties,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                session / HEARTBEATS_PER_SESSION);
        // The new protocol took 7.6 s instead of 1.6 s to get going.
        properties.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        consumer(properties, ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // Brokers that come back on other addresses are found soon.
        properties.put(
                StreamsConfig.METADATA_MAX_AGE_CONFIG,
                Math.toIntExact(METADATA_MAX_AGE.toMillis()));
    }

    private static void addSizes(Properties properties) {
        // The largest record, with its headers, fits into a request.
        producer(
                properties,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                Topic.MAX_RECORD_BYTES + 512 * 1024);
        // Few records at a time and small fetches: a backlog of 8 MiB requests must fit into the
        // heap. A single larger record still comes through.
        consumer(properties, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 250);
        consumer(properties, ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 * 1024 * 1024);
        properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 250);
    }

    private void addInternalTopics(Properties properties) {
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) topics.replicationFactor());
        topic(properties, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Topic.MAX_RECORD_BYTES + 64 * 1024);
        // A restart after a crash reads whole changelogs: small segments are compacted soon.
        topic(properties, TopicConfig.SEGMENT_BYTES_CONFIG, 32 * 1024 * 1024);
        topic(properties, TopicConfig.SEGMENT_MS_CONFIG, Duration.ofMinutes(10).toMillis());
        topic(
                properties,
                TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
                Duration.ofMinutes(30).toMillis());
    }

    private void passThrough(Properties properties) {
        properties.putAll(settings.properties());
    }

    private static void producer(Properties properties, String name, Object value) {
        properties.put(StreamsConfig.producerPrefix(name), value);
    }

    private static void consumer(Properties properties, String name, Object value) {
        properties.put(StreamsConfig.consumerPrefix(name), value);
    }

    private static void topic(Properties properties, String name, Object value) {
        properties.put(StreamsConfig.topicPrefix(name), value.toString());
    }
}
