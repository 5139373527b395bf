package dev.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MillraceTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpNamesEachCommand() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains("up", "down", "status", "test", "ask", "dlq", "simulated-model", "bench");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dwon", "--no-such-option", "up --no-such-option", "status surplus"})
    void whatIsNotUnderstoodIsAUsageError(String line) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).isNotBlank();
    }

    @Test
    void noCommandIsAUsageErrorThatShowsTheUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("Usage:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"up", "down", "status", "ask", "dlq", "bench", "simulated-model"})
    void eachCommandExplainsItself(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: millrace " + command);
    }

    private int run(String... arguments) {
        CommandLine commandLine = Millrace.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
