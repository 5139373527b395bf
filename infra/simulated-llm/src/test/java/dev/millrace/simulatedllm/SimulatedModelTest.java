package dev.millrace.simulatedllm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SimulatedModelTest {

    private final StringWriter errors = new StringWriter();

    @ParameterizedTest
    @CsvSource({
        "--latency=soon,--latency: \"soon\" is not a duration",
        "--rate-429=2,--rate-429: 2.0 is not a share of the calls",
        "--p50=2s,--p99: is missing",
        "--script=/no/such/file,--script: the file /no/such/file cannot be read",
        "--port=many,Invalid value for option '--port'",
        "--speed=fast,Unknown option: '--speed=fast'"
    })
    void badFlagIsAUsageErrorThatNamesIt(String flag, String message) {
        assertThat(run(flag)).isEqualTo(2);
        assertThat(errors.toString()).contains(message);
    }

    @Test
    void takenPortIsNamed() throws IOException {
        try (SimulatedModelServer other = SimulatedModelServer.start(SimulationConfig.DEFAULT)) {
            assertThat(run("--port=" + other.port())).isEqualTo(1);
            assertThat(errors.toString())
                    .contains("Port " + other.port() + " is taken")
                    .contains("MILLRACE_SIMULATED_MODEL_PORT");
        }
    }

    private int run(String... arguments) {
        return new CommandLine(new SimulatedModel())
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }
}
