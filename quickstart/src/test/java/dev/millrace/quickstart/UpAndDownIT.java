package dev.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.Health;
import dev.millrace.devstack.Installation;
import dev.millrace.devstack.Ports;
import dev.millrace.devstack.ProcessId;
import dev.millrace.devstack.ProcessStatus;
import dev.millrace.devstack.RunState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UpAndDownIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Path checkout = Path.of(System.getProperty("millrace.checkout"));
    private final Installation installation =
            new Installation(checkout, Path.of("target", "up-and-down"));
    private final Ports ports = Ports.free();

    @BeforeEach
    void startWithoutData() {
        DevStack.delete(installation.allData());
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        millrace("down");
    }

    @Test
    void everythingComesUpComesBackAfterAKillAndGoesDown() throws Exception {
        Run up = millrace("up", "--detach");
        assertThat(up.exitCode()).as(up.output()).isZero();
        assertThat(up.output()).contains("READY", "http://127.0.0.1:" + ports.of(Ports.GATEWAY));

        List<ProcessHandle> processes = processes();
        assertThat(processes).hasSize(7);
        assertThat(millrace("status", "--json").output())
                .contains("{\"name\":\"kafka\",\"pid\":" + processes.getFirst().pid())
                .doesNotContain("down", "starting");
        assertThat(millrace("up", "--detach").output()).contains("already running");

        kill(Ports.GATEWAY);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            assertThat(status(Ports.GATEWAY).restarts()).isEqualTo(1);
                            assertThat(status(Ports.GATEWAY).health()).isEqualTo(Health.HEALTHY);
                        });
        processes.addAll(processes());

        assertThat(millrace("down").output()).contains("Millrace is down");
        assertThat(processes).noneMatch(ProcessId::runs);
        assertThat(millrace("status", "--json").output())
                .contains("{\"name\":\"gateway\",\"pid\":null")
                .doesNotContain("healthy");
    }

    @Test
    void aTakenPortEndsTheStartWithAMessageAndLeavesNothing() throws Exception {
        try (ServerSocket taken =
                new ServerSocket(ports.of(Ports.KAFKA), 1, InetAddress.getLoopbackAddress())) {
            Run up = millrace("up", "--detach");

            assertThat(up.exitCode()).isEqualTo(1);
            assertThat(up.output())
                    .contains("Port " + taken.getLocalPort() + " (kafka) is taken")
                    .contains("MILLRACE_KAFKA_PORT");
        }
        assertThat(processes()).isEmpty();
    }

    @Test
    void downWithNothingRunningSaysSo() throws Exception {
        Run down = millrace("down");

        assertThat(down.exitCode()).isZero();
        assertThat(down.output()).contains("Nothing was running");
    }

    private ProcessStatus status(String name) {
        return RunState.read(installation.stateFile()).orElseThrow().processes().stream()
                .filter(process -> process.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<ProcessHandle> processes() {
        return new ArrayList<>(
                RunState.read(installation.stateFile()).stream()
                        .flatMap(state -> state.processes().stream())
                        .map(ProcessStatus::pid)
                        .filter(Objects::nonNull)
                        .flatMap(pid -> ProcessHandle.of(pid).stream())
                        .toList());
    }

    private void kill(String name) {
        Long pid = Objects.requireNonNull(status(name).pid());
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    private record Run(int exitCode, String output) {}

    /** Runs the command line as {@code ./millrace} does, without its build. */
    private Run millrace(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx64m",
                        "-Dmillrace.checkout=" + checkout,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Millrace.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.putAll(ports.environment());
        environment.put("MILLRACE_HOME", installation.home().toString());
        Process process = builder.start();
        String output;
        try (var stream = process.getInputStream()) {
            // Ends only when nobody holds the stream any more, a detached supervisor included.
            output = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }
}
