package dev.millrace.quickstart.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class GatewayBenchCommandTest {

    @Test
    void withoutFlagsItMeasuresSixtyFourConnectionsForHalfAMinute() {
        assertThat(plan())
                .isEqualTo(
                        new GatewayBenchPlan(
                                64, Duration.ofSeconds(45), Duration.ofSeconds(30), null));
    }

    @Test
    void theProcessesAreBoundToTheProcessorsNamed() {
        assertThat(plan("--processors", "0,1").prefix()).isEqualTo(List.of("taskset", "-c", "0,1"));
        assertThat(plan().prefix()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--connections=0,--connections must be from 1",
        "--duration=10ms,--duration must be at least 1s",
        "--duration=soon,\"soon\" is not a duration",
        "--rate=3,Unknown option: '--rate=3'"
    })
    void badFlagsAreAUsageErrorThatNamesThem(String flag, String message) {
        StringWriter errors = new StringWriter();
        int code =
                new CommandLine(new BenchCommand())
                        .setErr(new PrintWriter(errors, true))
                        .execute("gateway", flag);
        assertThat(code).isEqualTo(2);
        assertThat(errors.toString()).contains(message);
    }

    @Test
    void theReportTellsWhetherTheTargetWasMet() {
        GatewayBenchPlan plan = plan("--processors", "0,1");
        Metrics slow = new Metrics().put("acceptedPerSecond", 1_999).put("notAccepted", 1);
        Metrics fast =
                new Metrics()
                        .put("acceptedPerSecond", 2_000)
                        .put("notAccepted", 0)
                        .put("processors.kafka", 0.75);

        GatewayBenchReport missed = new GatewayBenchReport(plan, "a machine", "a command", slow);
        GatewayBenchReport met = new GatewayBenchReport(plan, "a machine", "a command", fast);

        assertThat(missed.isWhole()).isFalse();
        assertThat(missed.toText()).contains("1999, MISSED").contains("processors 0,1");
        assertThat(missed.toJson()).contains("\"met\" : false");
        assertThat(met.isWhole()).isTrue();
        assertThat(met.toText()).contains("2000, met").contains("kafka              0.75");
    }

    private static GatewayBenchPlan plan(String... flags) {
        GatewayBenchCommand command = new GatewayBenchCommand();
        new CommandLine(command).parseArgs(flags);
        return command.plan();
    }
}
