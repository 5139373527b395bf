package dev.millrace.executor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GenAiMetricsTest {

    private static final String MODEL =
            "gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"openai\","
                    + "gen_ai_request_model=\"small\",gen_ai_response_model=\"%s\"";

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final GenAiMetrics metrics = new GenAiMetrics(registry, new CallsInFlight(registry));

    @Test
    void anAnswerHasItsTimeAndTokens() {
        try (GenAiMetrics.Call call = metrics.chat("openai", "default/small", "small")) {
            call.answeredBy("small-2026");
            call.used(20, 3);
        }

        String model = MODEL.formatted("small-2026");
        assertThat(registry.scrape())
                .contains(
                        "gen_ai_client_operation_duration_seconds_count{error_type=\"\"," + model,
                        "gen_ai_client_token_usage_sum{"
                                + model
                                + ",gen_ai_token_type=\"input\"} 20.0",
                        "gen_ai_client_token_usage_sum{"
                                + model
                                + ",gen_ai_token_type=\"output\"} 3.0");
    }

    @Test
    void aFailureHasItsKindAndWhatItUsed() {
        try (GenAiMetrics.Call call = metrics.chat("openai", "default/small", "small")) {
            call.failed("malformed");
            call.used(7, 0);
        }

        String model = MODEL.formatted("");
        assertThat(registry.scrape())
                .contains(
                        "gen_ai_client_operation_duration_seconds_count{error_type=\"malformed\","
                                + model,
                        "gen_ai_client_token_usage_sum{"
                                + model
                                + ",gen_ai_token_type=\"input\"} 7.0")
                .doesNotContain("gen_ai_token_type=\"output\"");
    }

    @Test
    void aCallOfWhichNothingIsToldWasBrokenOff() {
        metrics.embeddings("in-process", "mini").close();

        assertThat(registry.scrape())
                .contains(
                        "gen_ai_client_operation_duration_seconds_count{error_type=\"broken-off\","
                                + "gen_ai_operation_name=\"embeddings\"");
    }

    @Test
    void bucketsOfTokensAreThoseOfTheConventionsAndThoseOfTimeGoToTenMinutes() {
        try (GenAiMetrics.Call call = metrics.chat("openai", "default/small", "small")) {
            call.answered();
            call.used(1, 0);
        }

        assertThat(buckets("gen_ai_client_token_usage"))
                .hasSize(15)
                .startsWith("1.0", "4.0", "16.0")
                .contains("6.7108864E7");
        assertThat(buckets("gen_ai_client_operation_duration_seconds"))
                .startsWith("0.01")
                .endsWith("600.0", "+Inf");
    }

    @Test
    void aCallIsInFlightUntilItEnds() {
        String line = "agent_calls_in_flight{endpoint=\"default/small\",kind=\"turn\"} ";

        try (GenAiMetrics.Call _ = metrics.chat("openai", "default/small", "small")) {
            assertThat(registry.scrape()).contains(line + "1.0");
        }

        assertThat(registry.scrape()).contains(line + "0.0");
    }

    @Test
    void modelsThatAProviderMakesUpBecomeOne() {
        for (int n = 0; n < 300; n++) {
            try (GenAiMetrics.Call call = metrics.chat("openai", "default/small", "small")) {
                call.answeredBy("made-up-" + n);
            }
        }

        assertThat(
                        registry.find(ExecutorMetric.OPERATION_DURATION.id())
                                .tag(GenAiMetrics.RESPONSE_MODEL, "other")
                                .timers())
                .hasSize(1);
        assertThat(registry.find(ExecutorMetric.OPERATION_DURATION.id()).timers())
                .hasSizeLessThan(110);
    }

    private List<String> buckets(String name) {
        return Pattern.compile("^" + name + "_bucket\\{.*le=\"([^\"]*)\"", Pattern.MULTILINE)
                .matcher(registry.scrape())
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
