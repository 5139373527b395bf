package dev.millrace.devstack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one process running. Owned by its own thread, which launches, probes and restarts; other
 * threads read the status, kill the process or ask for the end.
 */
final class SupervisedProcess implements Runnable {

    /** The exit code of a process that must not be started again. */
    static final int DO_NOT_RESTART = 64;

    /** The exit code of a process whose place in a group another one has, perhaps its own ghost. */
    static final int FENCED = 65;

    /** A ghost is gone after the first restart; another process is not. */
    private static final int RESTARTS_WHEN_FENCED = 3;

    private static final int COULD_NOT_LAUNCH = -1;
    private static final Duration PROBE_WHILE_STARTING = Duration.ofMillis(100);
    private static final Duration PROBE_WHILE_HEALTHY = Duration.ofSeconds(1);

    private final ProcessSpec spec;
    private final Backoff backoff;
    private final SupervisorListener listener;
    private final BooleanSupplier mayStart;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Object launchLock = new Object();

    private volatile @Nullable Process process;
    private volatile Health health = Health.STARTING;
    private final AtomicInteger restarts = new AtomicInteger();
    private volatile boolean everHealthy;
    private volatile boolean givenUp;
    private volatile int lastExitCode;

    SupervisedProcess(
            ProcessSpec spec,
            Backoff backoff,
            SupervisorListener listener,
            BooleanSupplier mayStart) {
        this.spec = spec;
        this.backoff = backoff;
        this.listener = listener;
        this.mayStart = mayStart;
    }

    @Override
    public void run() {
        try {
            while (!mayStart.getAsBoolean()) {
                if (stopRequestedWithin(PROBE_WHILE_STARTING)) {
                    return;
                }
            }
            keepRunning();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            health = Health.DOWN;
            ended.countDown();
        }
    }

    private void keepRunning() throws InterruptedException {
        int deaths = 0;
        int fencedInARow = 0;
        while (true) {
            long launchedAt = System.nanoTime();
            lastExitCode = runOnce();
            process = null;
            if (stopRequestedWithin(Duration.ZERO)) {
                return;
            }
            health = Health.DOWN;
            if (System.nanoTime() - launchedAt > backoff.forgiveAfter().toNanos()) {
                deaths = 0;
                fencedInARow = 0;
            }
            deaths++;
            fencedInARow = lastExitCode == FENCED ? fencedInARow + 1 : 0;
            if (lastExitCode == DO_NOT_RESTART || fencedInARow > RESTARTS_WHEN_FENCED) {
                givenUp = true;
                listener.gaveUp(spec, lastExitCode);
                return;
            }
            Duration wait = backoff.afterDeaths(deaths);
            listener.died(spec, lastExitCode, wait);
            if (stopRequestedWithin(wait)) {
                return;
            }
            restarts.incrementAndGet();
        }
    }

    /** Launches the process and probes it until it ends; returns its exit code. */
    private int runOnce() throws InterruptedException {
        Process launched;
        try {
            synchronized (launchLock) {
                if (stopRequestedWithin(Duration.ZERO)) {
                    return 0;
                }
                launched = launch();
                process = launched;
                health = Health.STARTING;
            }
        } catch (IOException e) {
            System.err.println("Cannot start " + spec.name() + ": " + e.getMessage());
            return COULD_NOT_LAUNCH;
        }
        listener.launched(spec, launched.pid());
        probeUntilEnd(launched);
        return launched.exitValue();
    }

    private void probeUntilEnd(Process launched) throws InterruptedException {
        long launchedAt = System.nanoTime();
        boolean wasHealthy = false;
        Duration pause = PROBE_WHILE_STARTING;
        while (!launched.waitFor(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            boolean healthy = answers();
            if (healthy && !wasHealthy) {
                wasHealthy = true;
                everHealthy = true;
                pause = PROBE_WHILE_HEALTHY;
                health = Health.HEALTHY;
                listener.healthy(spec, Duration.ofNanos(System.nanoTime() - launchedAt));
            } else if (wasHealthy) {
                health = healthy ? Health.HEALTHY : Health.DOWN;
            }
        }
    }

    private boolean answers() {
        try {
            return spec.probe().healthy();
        } catch (IOException _) {
            return false;
        }
    }

    private Process launch() throws IOException {
        Files.createDirectories(spec.logFile().toAbsolutePath().getParent());
        ProcessLog.rotateIfLarge(spec.logFile());
        File log = spec.logFile().toFile();
        ProcessBuilder builder =
                new ProcessBuilder(spec.command())
                        .directory(spec.workingDirectory().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        builder.environment().putAll(spec.environment());
        return builder.start();
    }

    private boolean stopRequestedWithin(Duration wait) throws InterruptedException {
        return stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks the process to end, kills it after its grace, and waits for its thread. */
    void stop() throws InterruptedException {
        @Nullable Process running;
        synchronized (launchLock) {
            stopping.countDown();
            running = process;
        }
        if (running != null) {
            // Not Process.destroy(): it also closes the pipe by which a child knows its supervisor.
            running.toHandle().destroy();
            if (!running.waitFor(spec.stopGrace().toMillis(), TimeUnit.MILLISECONDS)) {
                running.destroyForcibly().waitFor();
            }
            listener.stopped(spec);
        }
        ended.await();
    }

    /** Kills the process as {@code kill -9} does; it is started again. */
    void kill() {
        @Nullable Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }

    ProcessSpec spec() {
        return spec;
    }

    boolean healthy() {
        return health == Health.HEALTHY;
    }

    /** Why waiting for this process is of no use, or null. */
    @Nullable String hopeless(int deathsBeforeHealthy) {
        if (givenUp) {
            return spec.name() + " ended with code " + lastExitCode + " and is not restarted";
        }
        if (!everHealthy && restarts.get() >= deathsBeforeHealthy) {
            return spec.name() + " keeps dying while it starts, last with code " + lastExitCode;
        }
        return null;
    }

    ProcessStatus status() {
        @Nullable Process running = process;
        @Nullable Long pid = running != null && running.isAlive() ? running.pid() : null;
        Health shown = pid == null && health == Health.HEALTHY ? Health.DOWN : health;
        return new ProcessStatus(spec.name(), pid, spec.port(), shown, restarts.get());
    }
}
