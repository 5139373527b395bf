package dev.millrace.streams;

import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.Usage;
import dev.millrace.eventruntime.metrics.LatencyBuckets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of requests: how they ended, and what they took. Thread-safe. */
final class RequestMetrics {

    private static final String INPUT = "input";
    private static final String OUTPUT = "output";
    private static final double MICRO = 1e-6;
    private static final double[] USD = {
        0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30
    };
    private static final double[] TOKENS = {
        100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000
    };
    private static final double[] RATIOS = {0.1, 0.25, 0.5, 0.75, 0.9, 1, 1.5};
    private static final List<TaskState> ENDS =
            List.of(TaskState.completed, TaskState.failed, TaskState.canceled, TaskState.rejected);

    private final AgentLabel agents;
    private final MeterProvider<Counter> requests;
    private final MeterProvider<Timer> durations;
    private final MeterProvider<Timer> decisions;
    private final FineHistogram costs;
    private final MeterProvider<DistributionSummary> tokens;
    private final FineHistogram budgets;

    RequestMetrics(MeterRegistry registry, PrometheusRegistry prometheus, AgentLabel agents) {
        this.agents = agents;
        requests =
                Counter.builder(StreamsMetric.REQUESTS.id())
                        .description(StreamsMetric.REQUESTS.description())
                        .withRegistry(registry);
        durations = timer(StreamsMetric.REQUEST_DURATION, registry);
        decisions = timer(StreamsMetric.DECISION_LATENCY, registry);
        costs = new FineHistogram(StreamsMetric.COST, USD, prometheus);
        tokens =
                DistributionSummary.builder(StreamsMetric.TOKENS.id())
                        .description(StreamsMetric.TOKENS.description())
                        .serviceLevelObjectives(TOKENS)
                        .withRegistry(registry);
        budgets = new FineHistogram(StreamsMetric.BUDGET_USE, RATIOS, prometheus);
        showZeros();
    }

    private static MeterProvider<Timer> timer(StreamsMetric metric, MeterRegistry registry) {
        return Timer.builder(metric.id())
                .description(metric.description())
                .serviceLevelObjectives(LatencyBuckets.bounds())
                .withRegistry(registry);
    }

    /** A series that began with its first value would keep that value from every rate. */
    private void showZeros() {
        agents.known().forEach(this::showZeros);
        requests(status(TaskState.rejected), AgentLabel.UNKNOWN);
        duration(status(TaskState.rejected), AgentLabel.UNKNOWN);
    }

    private void showZeros(String agent) {
        for (TaskState end : ENDS) {
            requests(status(end), agent);
            duration(status(end), agent);
        }
        decision(agent);
        costs.show(agent);
        tokens(agent, INPUT);
        tokens(agent, OUTPUT);
        budgets.show(agent);
    }

    private Counter requests(String status, String agent) {
        return requests.withTags(StreamsMetric.STATUS, status, StreamsMetric.AGENT, agent);
    }

    private static String status(TaskState state) {
        return state.name().replace('_', '-');
    }

    /** A request was turned away: it has cost nothing. */
    void rejected(TaskResult result) {
        ended(result, agents.of(result.getAgent()));
    }

    /** A task has its result. */
    void ended(TaskResult result, @Nullable Long maxCostMicroUsd) {
        String agent = agents.of(result.getAgent());
        ended(result, agent);
        Usage usage = result.getUsage();
        costs.record(agent, usage.getCostMicroUsd() * MICRO);
        tokens(agent, INPUT).record((double) usage.getInputTokens());
        tokens(agent, OUTPUT).record((double) usage.getOutputTokens());
        if (maxCostMicroUsd != null && maxCostMicroUsd > 0) {
            budgets.record(agent, (double) usage.getCostMicroUsd() / maxCostMicroUsd);
        }
    }

    private void ended(TaskResult result, String agent) {
        String status = status(result.getState());
        requests(status, agent).increment();
        duration(status, agent)
                .record(Duration.between(result.getSubmittedAt(), result.getCompletedAt()));
    }

    private Timer duration(String status, String agent) {
        return durations.withTags(StreamsMetric.STATUS, status, StreamsMetric.AGENT, agent);
    }

    private Timer decision(String agent) {
        return decisions.withTag(StreamsMetric.AGENT, agent);
    }

    private DistributionSummary tokens(String agent, String type) {
        return tokens.withTags(StreamsMetric.AGENT, agent, StreamsMetric.TYPE, type);
    }

    void decided(String agent, Duration sinceAsked) {
        decision(agents.of(agent)).record(sinceAsked);
    }
}
