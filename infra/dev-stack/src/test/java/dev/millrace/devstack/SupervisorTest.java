package dev.millrace.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {

    private static final Backoff QUICK =
            new Backoff(Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofSeconds(30));
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir private Path folder;

    private final List<String> happenings = new CopyOnWriteArrayList<>();
    private Supervisor supervisor;

    @AfterEach
    void stop() {
        if (supervisor != null) {
            supervisor.close();
        }
    }

    @Test
    void aProcessIsStartedOnlyWhenWhatItNeedsIsHealthy() throws Exception {
        Path ready = folder.resolve("ready");
        start(
                new Shell("first", "sleep 0.3; touch ready; exec sleep 60")
                        .healthyWhen(() -> Files.exists(ready))
                        .spec(),
                new Shell("second", "ls ready > seen; exec sleep 60").waitingFor("first").spec());

        supervisor.awaitHealthy(PATIENCE);

        assertThat(happenings).containsSubsequence("first healthy", "second launched");
    }

    @Test
    void processesStopAfterThoseThatDependOnThem() throws Exception {
        start(
                new Shell("server", "exec sleep 60").spec(),
                new Shell("service", "exec sleep 60").waitingFor("server").spec());
        supervisor.awaitHealthy(PATIENCE);

        supervisor.close();

        assertThat(happenings).containsSubsequence("service stopped", "server stopped");
        assertThat(supervisor.statuses())
                .allMatch(status -> status.pid() == null && status.health() == Health.DOWN);
    }

    @Test
    void aKilledProcessComesBackAndIsCounted() throws Exception {
        start(new Shell("server", "exec sleep 60").spec());
        supervisor.awaitHealthy(PATIENCE);
        Long first = status("server").pid();

        supervisor.kill("server");

        await().untilAsserted(
                        () -> {
                            assertThat(status("server").restarts()).isEqualTo(1);
                            assertThat(status("server").health()).isEqualTo(Health.HEALTHY);
                        });
        assertThat(status("server").pid()).isNotNull().isNotEqualTo(first);
        assertThat(happenings).contains("server died with 137");
    }

    @Test
    void aProcessThatAsksNotToBeRestartedIsNot() {
        start(new Shell("misled", "exit 64").healthyWhen(() -> false).spec());

        assertThatThrownBy(() -> supervisor.awaitHealthy(PATIENCE))
                .isInstanceOf(StackFailedException.class)
                .hasMessageContaining("misled ended with code 64");
        assertThat(happenings).containsExactly("misled launched", "misled gave up with 64");
    }

    @Test
    void aProcessWhosePlaceIsTakenIsRestartedAFewTimes() {
        start(new Shell("fenced", "exit 65").healthyWhen(() -> false).spec());

        await().untilAsserted(() -> assertThat(happenings).contains("fenced gave up with 65"));
        assertThat(happenings).filteredOn("fenced launched"::equals).hasSize(4);
    }

    @Test
    void otherDeathsDoNotCountAgainstAProcessWhosePlaceIsTakenOnce() {
        Path starts = folder.resolve("starts");
        String script =
                "echo x >> %s; case $(grep -c x %s) in 1|2|3) exit 3;; 4) exit 65;; esac; exec sleep 60";
        start(new Shell("unlucky", script.replace("%s", starts.toString())).spec());

        await().untilAsserted(() -> assertThat(status("unlucky").restarts()).isEqualTo(4));
        assertThat(happenings).contains("unlucky died with 65");
    }

    @Test
    void aProcessThatKeepsDyingFailsTheStartWithTheEndOfItsLog() {
        start(new Shell("broken", "echo no such setting; exit 3").healthyWhen(() -> false).spec());

        assertThatThrownBy(() -> supervisor.awaitHealthy(PATIENCE))
                .hasMessageContaining("broken keeps dying")
                .hasMessageContaining("code 3")
                .hasMessageContaining("no such setting");
    }

    @Test
    void aProcessThatIsNeverReadyIsNamedWhenTheTimeIsOver() {
        start(new Shell("slow", "exec sleep 60").healthyWhen(() -> false).spec());

        assertThatThrownBy(() -> supervisor.awaitHealthy(Duration.ofMillis(300)))
                .hasMessageContaining("slow is not ready after");
    }

    @Test
    void aProcessThatIgnoresTheRequestToEndIsKilledAfterItsGrace() throws Exception {
        start(new Shell("stubborn", "trap '' TERM; while :; do sleep 0.1; done").spec());
        supervisor.awaitHealthy(PATIENCE);
        ProcessHandle process = ProcessHandle.of(status("stubborn").pid()).orElseThrow();

        supervisor.close();

        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void aProcessThatStopsAnsweringIsDown() throws Exception {
        Path well = Files.createFile(folder.resolve("well"));
        start(new Shell("server", "exec sleep 60").healthyWhen(() -> Files.exists(well)).spec());
        supervisor.awaitHealthy(PATIENCE);

        Files.delete(well);

        await().untilAsserted(() -> assertThat(status("server").health()).isEqualTo(Health.DOWN));
        assertThat(status("server").pid()).isNotNull();
    }

    @Test
    void aTakenPortIsNamedWithItsVariableAndHolderBeforeAnythingStarts() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            supervisor =
                    new Supervisor(
                            List.of(
                                    new Shell("kafka", "exec sleep 60")
                                            .port(taken.getLocalPort())
                                            .spec()),
                            QUICK,
                            recorder());

            assertThatThrownBy(supervisor::start)
                    .hasMessageContaining("Port " + taken.getLocalPort() + " (kafka) is taken")
                    .hasMessageContaining("pid " + ProcessHandle.current().pid())
                    .hasMessageContaining("set MILLRACE_KAFKA_PORT");
        }
        assertThat(happenings).isEmpty();
    }

    private void start(ProcessSpec... specs) {
        supervisor = new Supervisor(List.of(specs), QUICK, recorder());
        supervisor.start();
    }

    private ProcessStatus status(String name) {
        return supervisor.statuses().stream()
                .filter(status -> status.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private SupervisorListener recorder() {
        return new SupervisorListener() {
            @Override
            public void launched(ProcessSpec process, long pid) {
                happenings.add(process.name() + " launched");
            }

            @Override
            public void healthy(ProcessSpec process, Duration sinceLaunch) {
                happenings.add(process.name() + " healthy");
            }

            @Override
            public void died(ProcessSpec process, int exitCode, Duration restartIn) {
                happenings.add(process.name() + " died with " + exitCode);
            }

            @Override
            public void gaveUp(ProcessSpec process, int exitCode) {
                happenings.add(process.name() + " gave up with " + exitCode);
            }

            @Override
            public void stopped(ProcessSpec process) {
                happenings.add(process.name() + " stopped");
            }
        };
    }

    /** A process that is a line of shell, healthy as soon as it is asked unless told otherwise. */
    private final class Shell {

        private final String name;
        private final String script;
        private HealthProbe probe = () -> true;
        private Set<String> dependencies = Set.of();
        private int port = Ports.free().of(Ports.KAFKA);

        Shell(String name, String script) {
            this.name = name;
            this.script = script;
        }

        Shell healthyWhen(HealthProbe answer) {
            probe = answer;
            return this;
        }

        Shell waitingFor(String dependency) {
            dependencies = Set.of(dependency);
            return this;
        }

        Shell port(int number) {
            port = number;
            return this;
        }

        ProcessSpec spec() {
            return new ProcessSpec(
                    name,
                    port,
                    Ports.variable(name),
                    List.of("/bin/sh", "-c", script),
                    Map.of(),
                    folder,
                    folder.resolve(name + ".log"),
                    probe,
                    dependencies,
                    true,
                    Duration.ofMillis(500));
        }
    }
}
