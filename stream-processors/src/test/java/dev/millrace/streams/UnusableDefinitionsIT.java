package dev.millrace.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as a process of its own, which needs neither broker nor registry to fail. */
class UnusableDefinitionsIT {

    private static final int PATIENCE_SECONDS = 60;

    @TempDir Path home;

    @Test
    void endTheServiceForGoodWithTheirProblemsAndNoStackTrace() throws Exception {
        Path agents = Files.createDirectory(home.resolve("agents"));
        Files.writeString(agents.resolve("a.yml"), "description: A\nmaxSteps: many\n");
        Files.writeString(agents.resolve("b.yml"), "tools: [wrench]\n");
        Path output = home.resolve("output");

        Process service = start(agents, output);

        assertThat(service.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(service.exitValue()).as("nobody starts it again").isEqualTo(64);
        assertThat(output)
                .content()
                .contains(agents.resolve("a.yml") + ":2: maxSteps: must be a whole number")
                .contains(agents.resolve("b.yml") + ":1: tools[0]: there is no tool 'wrench'")
                .doesNotContain("\tat ");
    }

    private Process start(Path agents, Path output) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                StreamProcessorsApplication.class.getName())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().put("MILLRACE_HOME", home.toString());
        builder.environment().put("MILLRACE_AGENTS", agents.toString());
        builder.environment().put("MILLRACE_STREAM_PROCESSORS_PORT", "0");
        return builder.start();
    }
}
