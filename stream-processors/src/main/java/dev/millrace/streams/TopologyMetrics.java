package dev.millrace.streams;

import dev.millrace.TaskState;
import dev.millrace.eventruntime.DeadLetterHandler;
import dev.millrace.streams.admission.AdmissionMetrics;
import dev.millrace.streams.agent.AgentMetrics;
import dev.millrace.streams.agent.DropReason;
import dev.millrace.streams.chunking.ChunkingMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Counts what the topologies do. Counters are made at the start, so that zero is seen as zero.
 * Thread-safe.
 */
final class TopologyMetrics implements AdmissionMetrics, ChunkingMetrics, AgentMetrics {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5)
    };

    private final MeterRegistry registry;
    private final Counter admitted;
    private final Counter unpriced;
    private final Counter rerouted;
    private final Counter forgotten;
    private final Counter chunks;
    private final Counter chunkingTombstones;
    private final Counter commandsRerouted;
    private final Counter reserved;
    private final Counter spent;
    private final Counter expiryHeld;
    private final Map<Drop, Counter> requestsDropped = new EnumMap<>(Drop.class);
    private final Map<DropReason, Counter> outcomesDropped = new EnumMap<>(DropReason.class);
    private final Map<TaskState, Timer> ended = new EnumMap<>(TaskState.class);

    TopologyMetrics(MeterRegistry registry) {
        this.registry = registry;
        admitted = counter(StreamsMetric.TASKS_ADMITTED);
        unpriced = counter(StreamsMetric.TASKS_UNPRICED);
        rerouted = counter(StreamsMetric.REQUESTS_REROUTED);
        forgotten = counter(StreamsMetric.IDS_FORGOTTEN);
        chunks = counter(StreamsMetric.CHUNKS_CREATED);
        chunkingTombstones = counter(StreamsMetric.CHUNKING_DROPPED, tag(Drop.TOMBSTONE));
        commandsRerouted = counter(StreamsMetric.COMMANDS_REROUTED);
        reserved = counter(StreamsMetric.MONEY_RESERVED);
        spent = counter(StreamsMetric.MONEY_SPENT);
        expiryHeld = counter(StreamsMetric.EXPIRY_HELD);
        for (Drop reason : Drop.values()) {
            requestsDropped.put(reason, counter(StreamsMetric.REQUESTS_DROPPED, tag(reason)));
        }
        for (DropReason reason : DropReason.values()) {
            outcomesDropped.put(reason, counter(StreamsMetric.OUTCOMES_DROPPED, reason.tag()));
        }
        for (String reason : AgentMetrics.TIMEOUT_REASONS) {
            counter(StreamsMetric.TIMEOUTS, reason);
        }
        for (TaskState state : TaskState.values()) {
            ended.put(state, timer(state));
        }
        FunctionCounter.builder(
                        StreamsMetric.DEAD_LETTERS.id(), this, _ -> DeadLetterHandler.count())
                .description(StreamsMetric.DEAD_LETTERS.description())
                .register(registry);
    }

    private Counter counter(StreamsMetric metric) {
        return Counter.builder(metric.id()).description(metric.description()).register(registry);
    }

    private Counter counter(StreamsMetric metric, String kind) {
        return Counter.builder(metric.id())
                .description(metric.description())
                .tag(StreamsMetric.KIND, kind)
                .register(registry);
    }

    private Timer timer(TaskState state) {
        return Timer.builder(StreamsMetric.TASKS_ENDED.id())
                .description(StreamsMetric.TASKS_ENDED.description())
                .tag(StreamsMetric.KIND, state.name().replace('_', '-'))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private static String tag(Drop reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public void admitted() {
        admitted.increment();
    }

    @Override
    public void unpriced() {
        unpriced.increment();
    }

    @Override
    public void rejected(String errorType) {
        counter(StreamsMetric.TASKS_REJECTED, errorType).increment();
    }

    @Override
    public void dropped(Drop reason) {
        Objects.requireNonNull(requestsDropped.get(reason)).increment();
    }

    @Override
    public void rerouted() {
        rerouted.increment();
    }

    @Override
    public void forgotten(int ids) {
        forgotten.increment(ids);
    }

    @Override
    public void chunksCreated(int count) {
        chunks.increment(count);
    }

    @Override
    public void tombstoneDropped() {
        chunkingTombstones.increment();
    }

    @Override
    public void taskEnded(TaskState state, Duration sinceSubmission) {
        Objects.requireNonNull(ended.get(state)).record(sinceSubmission);
    }

    @Override
    public void dropped(DropReason reason) {
        Objects.requireNonNull(outcomesDropped.get(reason)).increment();
    }

    @Override
    public void commandRerouted() {
        commandsRerouted.increment();
    }

    @Override
    public void retryScheduled(AgentMetrics.Work kind, String reason) {
        Counter.builder(StreamsMetric.RETRIES.id())
                .description(StreamsMetric.RETRIES.description())
                .tag(StreamsMetric.KIND, kind.tag())
                .tag(StreamsMetric.REASON, reason)
                .register(registry)
                .increment();
    }

    @Override
    public void fellBack(String reason) {
        counter(StreamsMetric.FALLBACKS, reason).increment();
    }

    @Override
    public void timedOut(String reason) {
        counter(StreamsMetric.TIMEOUTS, reason).increment();
    }

    @Override
    public void reserved(long microUsd) {
        reserved.increment((double) microUsd);
    }

    @Override
    public void spent(long microUsd) {
        spent.increment((double) microUsd);
    }

    @Override
    public void expiryHeld() {
        expiryHeld.increment();
    }
}
