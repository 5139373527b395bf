package dev.millrace.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RunStateTest {

    private static final long NO_PROCESS = 999_999_999L;

    @TempDir private Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        long here = ProcessHandle.current().pid();
        RunState state =
                new RunState(
                        ProcessId.current(),
                        RunState.Phase.STARTING,
                        "a message\nof two lines",
                        List.of(
                                new ProcessStatus("kafka", here, 9092, Health.HEALTHY, 2),
                                new ProcessStatus("gateway", null, 8080, Health.DOWN, 0)));
        Path file = folder.resolve("run/stack.state");

        state.write(file);

        assertThat(RunState.read(file)).contains(state);
        assertThat(state.supervisorRuns()).isTrue();
    }

    @Test
    void aProcessThatDiedSinceIsDown() throws IOException {
        Path file = folder.resolve("stack.state");
        new RunState(
                        new ProcessId(NO_PROCESS, 1),
                        RunState.Phase.READY,
                        "",
                        List.of(new ProcessStatus("kafka", NO_PROCESS, 9092, Health.HEALTHY, 0)))
                .write(file);

        RunState read = RunState.read(file).orElseThrow();

        assertThat(read.supervisorRuns()).isFalse();
        assertThat(read.processes())
                .containsExactly(new ProcessStatus("kafka", null, 9092, Health.DOWN, 0));
    }

    @Test
    void aLaterProcessWithTheSameNumberIsNotTakenForTheRecordedOne() {
        ProcessId reused = new ProcessId(ProcessHandle.current().pid(), 1_000_000L);

        assertThat(reused.find()).isEmpty();
        assertThat(ProcessId.current().find()).isPresent();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessThatHasEndedDoesNotRunThoughItsParentHasNotAsked() throws IOException {
        // The shell becomes a sleep, which never asks for the exit code of the shell's child.
        Process parent = new ProcessBuilder("/bin/sh", "-c", "true & exec sleep 60").start();
        try {
            ProcessHandle ended =
                    await().until(() -> parent.children().findFirst(), Optional::isPresent)
                            .orElseThrow();
            await().untilAsserted(() -> assertThat(ProcessId.runs(ended)).isFalse());
            assertThat(ended.isAlive()).isTrue();
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void anUnreadableFileIsNoState() throws IOException {
        Path file = Files.writeString(folder.resolve("stack.state"), "supervisor=x");

        assertThat(RunState.read(file)).isEmpty();
        assertThat(RunState.read(folder.resolve("absent"))).isEmpty();
    }
}
