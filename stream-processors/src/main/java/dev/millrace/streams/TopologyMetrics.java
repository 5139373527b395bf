package dev.millrace.streams;

import dev.millrace.TaskError;
import dev.millrace.TaskResult;
import dev.millrace.eventruntime.metrics.BoundedLabel;
import dev.millrace.eventruntime.metrics.DeadLetterCounts;
import dev.millrace.schemas.Topics;
import dev.millrace.streams.admission.AdmissionMetrics;
import dev.millrace.streams.agent.AgentMetrics;
import dev.millrace.streams.agent.DropReason;
import dev.millrace.streams.chunking.ChunkingMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the topologies do. Counters are made at the start, so that zero is seen as zero.
 * Thread-safe.
 */
final class TopologyMetrics implements AdmissionMetrics, ChunkingMetrics, AgentMetrics {

    /** Executors name failures, and there may be other executors than ours. */
    private static final int MAX_REASONS = 40;

    private final RequestMetrics requests;
    private final ActiveMetrics active;
    private final BoundedLabel reasons = new BoundedLabel(MAX_REASONS);

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

    /**
     * @param agents the names of the catalogue's agents
     */
    TopologyMetrics(
            MeterRegistry registry,
            PrometheusRegistry prometheus,
            Set<String> agents,
            Clock clock) {
        this.registry = registry;
        requests = new RequestMetrics(registry, prometheus, new AgentLabel(agents));
        active = new ActiveMetrics(registry, clock);
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
    public void rejected(TaskResult result) {
        requests.rejected(result);
        TaskError error = result.getError();
        counter(StreamsMetric.TASKS_REJECTED, error == null ? "" : error.getType()).increment();
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
    public void watch(Active tasks) {
        active.watch(tasks);
    }

    @Override
    public void unwatch(Active tasks) {
        active.unwatch(tasks);
    }

    @Override
    public void ended(TaskResult result, @Nullable Long maxCostMicroUsd) {
        requests.ended(result, maxCostMicroUsd);
    }

    @Override
    public void decided(String agent, Duration sinceAsked) {
        requests.decided(agent, sinceAsked);
    }

    @Override
    public void deadLettered(String errorType) {
        DeadLetterCounts.count(Topics.TASKS_ADMITTED.name(), errorType);
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
                .tag(StreamsMetric.REASON, reasons.of(reason))
                .register(registry)
                .increment();
    }

    @Override
    public void fellBack(String reason) {
        counter(StreamsMetric.FALLBACKS, reasons.of(reason)).increment();
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
