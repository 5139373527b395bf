package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.devstack.Ports;
import dev.millrace.simulatedllm.SimulationConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** OpenAI's own client for Node.js, with a gateway for its base URL. */
@Order(2)
class OpenAiClientIT {

    private static final Pipeline PIPELINE = Pipeline.shared();
    private static final int MINUTES = 5;
    private static final String OUTPUT = "output.txt";

    @BeforeEach
    @AfterEach
    void configure() {
        PIPELINE.model().configure(SimulationConfig.DEFAULT.withLatency(Duration.ofMillis(50)));
    }

    @Test
    void theOfficialClientGetsWhatItsTypesPromise() throws Exception {
        String node = NpmServer.onPath("node");
        String npm = NpmServer.onPath("npm");
        assumeTrue(node != null && npm != null, "skipped: Node.js with npm is not present");
        Path folder = copied();
        int installed = run(folder, List.of(npm, "install", "--no-audit", "--no-fund"));
        assumeTrue(
                installed == 0, "skipped: npm cannot install the client here: " + output(folder));

        int status =
                run(folder, List.of(node, "--test", "--test-reporter=spec", "openai.test.mjs"));

        assertThat(status).as(output(folder)).isZero();
    }

    private static String output(Path folder) throws IOException {
        return Files.readString(folder.resolve(OUTPUT));
    }

    private static Path copied() throws IOException {
        Path from = PIPELINE.checkout().resolve("system-tests/src/test/node");
        Path folder =
                Files.createDirectories(
                        PIPELINE.checkout().resolve("system-tests/target/openai-client"));
        for (String name : List.of("package.json", "openai.test.mjs")) {
            Files.copy(
                    from.resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        return folder;
    }

    private static int run(Path folder, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(OUTPUT).toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "OPENAI_BASE_URL",
                                PIPELINE.url(Ports.GATEWAY) + "/v1",
                                "OPENAI_API_KEY",
                                "dev-key",
                                "HURRIED_KEY",
                                Pipeline.HURRIED_KEY,
                                "SIMULATED_AGENT",
                                "speaker",
                                "SIMULATED_MODEL",
                                PIPELINE.url(Ports.SIMULATED_MODEL)));
        Process process = builder.start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            return -1;
        }
        return process.exitValue();
    }
}
