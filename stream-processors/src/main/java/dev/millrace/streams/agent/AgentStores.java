package dev.millrace.streams.agent;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The stores of the agent; their names are those of changelog topics and must not change. */
final class AgentStores {

    /** Key: task. */
    static final String TASKS = "task-by-id";

    /** Key: task|n. Entry 0 is the admitted task, others are the turns that were dispatched. */
    static final String TRANSCRIPTS = "transcript-by-task";

    /** Key: task. */
    static final String CONTEXTS = "context-by-task";

    /** Key: due time as 8 bytes, then the task. */
    static final String TIMERS = "timer-by-due";

    /** Key: task| for the count, task|n for an outcome. */
    static final String EARLY = "early-by-task";

    /** The largest value that a store takes. */
    static final int MAX_VALUE_BYTES = 512 * 1024;

    /** Restart time is changelog size, so compaction must get at the segments soon. */
    private static final Map<String, String> CHANGELOG =
            Map.of(
                    TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(32 * 1024 * 1024),
                    TopicConfig.SEGMENT_MS_CONFIG, Long.toString(10 * 60 * 1000L),
                    TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, Long.toString(30 * 60 * 1000L));

    private AgentStores() {}

    static Set<StoreBuilder<?>> builders() {
        return Stream.of(TASKS, TRANSCRIPTS, CONTEXTS, TIMERS, EARLY)
                .map(AgentStores::builder)
                // In the same order on every instance.
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder(String name) {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(CHANGELOG);
    }
}
