package dev.millrace.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TaskError;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.Usage;
import dev.millrace.schemas.TrustedAvroClasses;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestMetricsTest {

    private static final Instant SUBMITTED = Instant.parse("2026-01-01T00:00:00Z");

    static {
        TrustedAvroClasses.install();
    }

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RequestMetrics metrics =
            new RequestMetrics(
                    registry,
                    registry.getPrometheusRegistry(),
                    new AgentLabel(Set.of("default", "miller")));

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void everyEndOfEveryAgentIsSeenAtZero() {
        assertThat(registry.scrape())
                .contains(requests("completed", "default", 0), requests("failed", "miller", 0))
                .contains(requests("canceled", "miller", 0), requests("rejected", "unknown", 0));
    }

    @Test
    void whatTasksTookIsSeenAtZeroSoThatTheFirstIsARise() {
        assertThat(registry.scrape())
                .contains(
                        "agent_cost_usd_count{agent=\"miller\"} 0",
                        "agent_cost_usd_sum{agent=\"miller\"} 0.0",
                        "agent_budget_use_ratio_count{agent=\"miller\"} 0")
                .contains(
                        "agent_tokens_per_request_sum{agent=\"default\",type=\"input\"} 0.0",
                        "agent_tokens_per_request_sum{agent=\"default\",type=\"output\"} 0.0")
                .contains(
                        "agent_request_duration_seconds_count{agent=\"miller\",status=\"failed\"} 0",
                        "agent_request_duration_seconds_count{agent=\"unknown\",status=\"rejected\"} 0",
                        "agent_decision_latency_seconds_count{agent=\"default\"} 0");
    }

    @Test
    void anEndedTaskIsCountedWithWhatItTook() {
        metrics.ended(ended(TaskState.completed, "miller"), null);
        metrics.ended(ended(TaskState.failed, "miller"), null);

        assertThat(registry.scrape())
                .contains(requests("completed", "miller", 1), requests("failed", "miller", 1))
                .contains(
                        "agent_request_duration_seconds_bucket{agent=\"miller\",status=\"completed\",le=\"1.0\"} 0",
                        "agent_request_duration_seconds_bucket{agent=\"miller\",status=\"completed\",le=\"2.5\"} 1",
                        "agent_request_duration_seconds_bucket{agent=\"miller\",status=\"completed\",le=\"600.0\"} 1")
                .contains(
                        "agent_cost_usd_bucket{agent=\"miller\",le=\"0.01\"} 0",
                        "agent_cost_usd_bucket{agent=\"miller\",le=\"0.03\"} 2",
                        "agent_cost_usd_count{agent=\"miller\"} 2",
                        "agent_cost_usd_sum{agent=\"miller\"} 0.04")
                .contains(
                        "agent_tokens_per_request_sum{agent=\"miller\",type=\"input\"} 2400.0",
                        "agent_tokens_per_request_sum{agent=\"miller\",type=\"output\"} 180.0")
                .contains("agent_budget_use_ratio_count{agent=\"miller\"} 0");
    }

    @Test
    void theUseOfABudgetIsTheShareThatWasSpent() {
        metrics.ended(ended(TaskState.completed, "miller"), 40_000L);
        metrics.ended(ended(TaskState.completed, "miller"), 0L);

        assertThat(registry.scrape())
                .contains(
                        "agent_budget_use_ratio_count{agent=\"miller\"} 1",
                        "agent_budget_use_ratio_sum{agent=\"miller\"} 0.5");
    }

    @Test
    void aRejectedRequestHasNoCostAndAnAgentThatNobodyKnowsNoName() {
        metrics.rejected(rejected("a name that somebody made up"));

        assertThat(registry.scrape())
                .contains(requests("rejected", "unknown", 1))
                .contains(
                        "agent_request_duration_seconds_count{agent=\"unknown\",status=\"rejected\"} 1")
                .doesNotContain(
                        "made up",
                        "agent_cost_usd_count{agent=\"unknown\"}",
                        "agent_tokens_per_request_count{agent=\"unknown\"");
    }

    @Test
    void aDecisionIsTimed() {
        metrics.decided("default", Duration.ofMillis(40));

        assertThat(registry.scrape())
                .contains(
                        "agent_decision_latency_seconds_bucket{agent=\"default\",le=\"0.025\"} 0",
                        "agent_decision_latency_seconds_bucket{agent=\"default\",le=\"0.05\"} 1");
    }

    private static String requests(String status, String agent, int count) {
        return "agent_requests_total{agent=\"%s\",status=\"%s\"} %d.0"
                .formatted(agent, status, count);
    }

    static TaskResult rejected(String agent) {
        return TaskResult.newBuilder(ended(TaskState.rejected, agent))
                .setError(
                        TaskError.newBuilder().setType("validation").setTitle("Not usable").build())
                .build();
    }

    private static TaskResult ended(TaskState state, String agent) {
        return TaskResult.newBuilder()
                .setTaskId("t")
                .setTenantId("dev")
                .setAgent(agent)
                .setState(state)
                .setUsage(new Usage(1_200L, 90L, 20_000L, 0L))
                .setSubmittedAt(SUBMITTED)
                .setCompletedAt(SUBMITTED.plusMillis(1_300))
                .build();
    }
}
