package dev.millrace.quickstart.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchCommandTest {

    @Test
    void withoutFlagsItMeasuresLatencyAtASteadyRate() {
        assertThat(plan())
                .isEqualTo(
                        new BenchPlan(
                                Scenario.RATED, 1_500, 50, Duration.ofMillis(200), 500, false));
    }

    @Test
    void rateOfZeroIsABacklog() {
        BenchPlan backlog = new BenchPlan(Scenario.BACKLOG, 5_000, 0, Duration.ZERO, 2_000, false);
        assertThat(plan("--tasks", "5000", "--rate", "0", "--latency", "0ms")).isEqualTo(backlog);
        assertThat(plan("--backlog", "5000", "--latency", "0ms")).isEqualTo(backlog);
    }

    @Test
    void lateExecutorHasTenThousandSlowCallsAndNoWarmUp() {
        assertThat(plan("--executor-last"))
                .isEqualTo(
                        new BenchPlan(
                                Scenario.EXECUTOR_LAST,
                                10_000,
                                0,
                                Duration.ofSeconds(10),
                                0,
                                false));
    }

    @ParameterizedTest
    @CsvSource({
        "--tasks=0,--tasks must be at least 1",
        "--tasks=many,Invalid value for option '--tasks'",
        "--rate=-1,--rate must be from 0",
        "--latency=soon,\"soon\" is not a duration",
        "--backlog=5 --rate=3,--backlog stands for --tasks and --rate 0",
        "--executor-last --rate=3,--executor-last has no rate",
        "--executor-last --running,--executor-last needs a stack of its own",
        "--speed=3,Unknown option: '--speed=3'"
    })
    void badFlagsAreAUsageErrorThatNamesThem(String flags, String message) {
        StringWriter errors = new StringWriter();
        int code =
                new CommandLine(new BenchCommand())
                        .setErr(new PrintWriter(errors, true))
                        .execute(flags.split(" ", -1));
        assertThat(code).isEqualTo(2);
        assertThat(errors.toString()).contains(message);
    }

    private static BenchPlan plan(String... flags) {
        BenchCommand command = new BenchCommand();
        new CommandLine(command).parseArgs(flags);
        return command.plan();
    }
}
