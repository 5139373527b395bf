package dev.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.eventruntime.metrics.LatencyBuckets;
import dev.millrace.gateway.metrics.GatewayMetric;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

@Timeout(60)
@GatewayOverHttp
@TestPropertySource(
        properties = {
            "millrace.keys[0].key=dev-key",
            "millrace.keys[0].tenant=dev",
            "millrace.keys[0].roles=submitter,viewer"
        })
class MetricsHttpTest {

    private static final String REQUESTS = "http_server_requests_seconds_";
    private static final int MADE_UP = 30;

    /** Those of all services, which Spring has to be told again. */
    private static final Set<String> BUCKETS =
            Stream.concat(
                            Stream.of(LatencyBuckets.bounds())
                                    .map(bound -> Double.toString(bound.toMillis() / 1e3)),
                            Stream.of("+Inf"))
                    .collect(Collectors.toCollection(TreeSet::new));

    @Autowired private HttpCaller http;
    @Autowired private MeterRegistry meters;

    @Test
    void timesOfRequestsHaveBucketsFromTenMillisecondsToTenMinutes() throws Exception {
        http.send(http.request("/v1/tasks/one").header("X-API-Key", "dev-key"));

        assertThat(labels("le", REQUESTS + "bucket\\{[^}]*uri=\"/v1/tasks/\\{id}\""))
                .isEqualTo(BUCKETS);
    }

    @Test
    void timesOfAcknowledgementsHaveTheSameBuckets() throws Exception {
        meters.timer(GatewayMetric.ACKNOWLEDGE_TIME.metricName()).record(Duration.ofMillis(7));

        assertThat(labels("le", "millrace_gateway_acknowledge_time_seconds_bucket\\{"))
                .isEqualTo(BUCKETS);
    }

    @Test
    void whatCallersMakeUpBecomesNoLabel() throws Exception {
        Set<String> methodsBefore = labels("method", REQUESTS + "count\\{");
        for (int n = 0; n < MADE_UP; n++) {
            http.send(http.request("/v1/tasks/task-" + n).header("X-API-Key", "dev-key"));
            http.send(http.request("/v1/nothing-" + n).header("X-API-Key", "dev-key"));
            http.send(http.request("/without-key-" + n));
            http.send(
                    http.request("/v1/tasks")
                            .header("X-API-Key", "dev-key")
                            .method("MADEUP" + n, BodyPublishers.noBody()));
        }

        assertThat(labels("uri", REQUESTS + "count\\{"))
                .contains("/v1/tasks/{id}")
                .noneMatch(uri -> uri.contains("-"))
                .hasSizeLessThan(MADE_UP);
        assertThat(labels("method", REQUESTS + "count\\{"))
                .noneMatch(method -> method.startsWith("MADEUP"))
                .hasSizeLessThanOrEqualTo(methodsBefore.size() + 2);
    }

    /** The values of a label in lines that begin so. */
    private Set<String> labels(String label, String line) throws Exception {
        String metrics = http.send(http.request("/actuator/prometheus")).body();
        return metrics.lines()
                .filter(Pattern.compile(line).asPredicate())
                .flatMap(
                        found ->
                                Pattern.compile("[{,]" + label + "=\"([^\"]*)\"")
                                        .matcher(found)
                                        .results())
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
