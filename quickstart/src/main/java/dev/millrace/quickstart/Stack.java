package dev.millrace.quickstart;

import dev.millrace.devstack.Backoff;
import dev.millrace.devstack.Installation;
import dev.millrace.devstack.Ports;
import dev.millrace.devstack.ProcessId;
import dev.millrace.devstack.ProcessSpec;
import dev.millrace.devstack.ProcessStatus;
import dev.millrace.devstack.RunState;
import dev.millrace.devstack.RunState.Phase;
import dev.millrace.devstack.StackFailedException;
import dev.millrace.devstack.Supervisor;
import dev.millrace.devstack.SupervisorListener;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs all processes in this JVM's care until it is told to stop, and publishes their state. A lock
 * on a file keeps a second one out.
 */
final class Stack {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration PUBLISH_EVERY = Duration.ofMillis(200);

    private final Installation installation;
    private final Ports ports;
    private final Console console;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private @Nullable Supervisor supervisor;
    private volatile Phase phase = Phase.STARTING;
    private volatile String message = "";
    private volatile boolean publishing = true;

    Stack(Installation installation, Ports ports, Console console) {
        this.installation = installation;
        this.ports = ports;
        this.console = console;
    }

    /** Runs until SIGTERM or Ctrl-C; returns the exit code when the stack could not be started. */
    int run(String howToStop) throws IOException, InterruptedException {
        Path lockFile = installation.stateFile().resolveSibling("lock");
        Files.createDirectories(lockFile.getParent());
        try (FileChannel channel =
                        FileChannel.open(
                                lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                console.plain("Millrace is already running or being started or stopped here.");
                return 1;
            }
            return runLocked(howToStop);
        }
    }

    private int runLocked(String howToStop) throws IOException, InterruptedException {
        publish(List.of());
        try {
            supervisor =
                    new Supervisor(
                            Here.processes(installation, ports), Backoff.DEFAULT, progress());
            Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
            supervisor.start();
            Thread.ofPlatform().daemon().name("publish").start(this::publishChanges);
            supervisor.awaitHealthy(START_TIMEOUT);
        } catch (StackFailedException e) {
            return failed(e);
        }
        phase = Phase.READY;
        console.ready(installation, ports, howToStop);
        stopped.await();
        return 0;
    }

    private int failed(StackFailedException reason) throws IOException {
        if (phase == Phase.STOPPING) {
            return 1;
        }
        message = String.valueOf(reason.getMessage());
        console.plain(message);
        phase = Phase.FAILED;
        stopProcesses();
        return 1;
    }

    private SupervisorListener progress() {
        return new SupervisorListener() {
            @Override
            public void healthy(ProcessSpec process, Duration sinceLaunch) {
                console.line(process.name() + " is up");
            }

            @Override
            public void died(ProcessSpec process, int exitCode, Duration restartIn) {
                console.line(
                        "%s died with code %d; starting it again in %.1f s"
                                .formatted(
                                        process.name(), exitCode, restartIn.toMillis() / 1000.0));
            }

            @Override
            public void gaveUp(ProcessSpec process, int exitCode) {
                console.line(
                        "%s ended with code %d and is not started again"
                                .formatted(process.name(), exitCode));
            }

            @Override
            public void stopped(ProcessSpec process) {
                console.line(process.name() + " stopped");
            }
        };
    }

    /** Called when this JVM is told to end. */
    private void stop() {
        if (phase != Phase.FAILED) {
            phase = Phase.STOPPING;
            console.line("Stopping");
            stopProcesses();
        }
        stopped.countDown();
    }

    private synchronized void stopProcesses() {
        if (supervisor != null) {
            supervisor.close();
        }
        publishing = false;
        try {
            if (phase == Phase.FAILED) {
                publish(List.of());
            } else {
                Files.deleteIfExists(installation.stateFile());
            }
        } catch (IOException e) {
            console.plain("The state file cannot be written: " + e.getMessage());
        }
    }

    private void publishChanges() {
        @Nullable RunState last = null;
        try {
            while (publishing && !stopped.await(PUBLISH_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                RunState state = state(supervisor == null ? List.of() : supervisor.statuses());
                if (!state.equals(last)) {
                    publishIfRunning(state);
                    last = state;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            console.plain("The state file cannot be written: " + e.getMessage());
        }
    }

    private void publishIfRunning(RunState state) throws IOException {
        if (publishing) {
            state.write(installation.stateFile());
        }
    }

    private void publish(List<ProcessStatus> processes) throws IOException {
        state(processes).write(installation.stateFile());
    }

    private RunState state(List<ProcessStatus> processes) {
        return new RunState(ProcessId.current(), phase, message, processes);
    }
}
