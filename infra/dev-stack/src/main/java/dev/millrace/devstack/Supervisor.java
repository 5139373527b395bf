package dev.millrace.devstack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts processes in parallel, keeps them running, and stops them in the reverse order of their
 * dependencies. Each process has its own thread.
 */
public final class Supervisor implements AutoCloseable {

    private static final int DEATHS_BEFORE_HEALTHY = 3;
    private static final Duration POLL = Duration.ofMillis(50);

    private final Map<String, SupervisedProcess> processes = new LinkedHashMap<>();
    private boolean started;

    /** Supervises nothing yet; {@link #start} begins. */
    public Supervisor(List<ProcessSpec> specs, Backoff backoff, SupervisorListener listener) {
        for (ProcessSpec spec : specs) {
            processes.put(
                    spec.name(),
                    new SupervisedProcess(spec, backoff, listener, () -> mayStart(spec)));
        }
    }

    private boolean mayStart(ProcessSpec spec) {
        return !spec.waitsForDependencies()
                || spec.dependencies().stream().allMatch(name -> process(name).healthy());
    }

    /**
     * Starts all processes and returns at once.
     *
     * @throws StackFailedException when a port is taken; nothing is started then
     */
    public synchronized void start() {
        List<String> taken =
                TakenPorts.among(processes.values().stream().map(SupervisedProcess::spec).toList());
        if (!taken.isEmpty()) {
            throw new StackFailedException(String.join("\n", taken));
        }
        started = true;
        processes
                .values()
                .forEach(
                        process ->
                                Thread.ofPlatform()
                                        .name("supervise-" + process.spec().name())
                                        .daemon()
                                        .start(process));
    }

    /**
     * Waits until every process is healthy.
     *
     * @throws StackFailedException when the time is over or a process cannot start
     */
    public void awaitHealthy(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (!processes.values().stream().allMatch(SupervisedProcess::healthy)) {
            for (SupervisedProcess process : processes.values()) {
                String reason = process.hopeless(DEATHS_BEFORE_HEALTHY);
                if (reason != null) {
                    throw failed(reason, process.spec());
                }
            }
            if (System.nanoTime() > end) {
                throw timedOut(timeout);
            }
            Thread.sleep(POLL);
        }
    }

    private StackFailedException timedOut(Duration timeout) {
        SupervisedProcess late =
                processes.values().stream()
                        .filter(process -> !process.healthy())
                        .findFirst()
                        .orElseThrow();
        return failed(
                late.spec().name() + " is not ready after " + timeout.toSeconds() + " s",
                late.spec());
    }

    private static StackFailedException failed(String reason, ProcessSpec spec) {
        StringBuilder message = new StringBuilder(reason).append(". Its log, ");
        message.append(spec.logFile()).append(", ends with:");
        ProcessLog.lastLines(spec.logFile(), 15)
                .forEach(line -> message.append("\n    ").append(line));
        return new StackFailedException(message.toString());
    }

    /** All processes in the order in which they were given. */
    public List<ProcessStatus> statuses() {
        return processes.values().stream().map(SupervisedProcess::status).toList();
    }

    /** Kills one process as {@code kill -9} does; it is started again. */
    public void kill(String name) {
        process(name).kill();
    }

    private SupervisedProcess process(String name) {
        SupervisedProcess process = processes.get(name);
        if (process == null) {
            throw new IllegalArgumentException("No process is named " + name);
        }
        return process;
    }

    /** Stops all processes; each one after those that depend on it. */
    @Override
    public synchronized void close() {
        if (!started) {
            return;
        }
        Map<String, SupervisedProcess> remaining = new LinkedHashMap<>(processes);
        while (!remaining.isEmpty()) {
            List<SupervisedProcess> next = withoutDependants(remaining);
            stopAll(next);
            next.forEach(process -> remaining.remove(process.spec().name()));
        }
    }

    private static List<SupervisedProcess> withoutDependants(
            Map<String, SupervisedProcess> remaining) {
        List<SupervisedProcess> free =
                remaining.values().stream()
                        .filter(
                                process ->
                                        remaining.values().stream()
                                                .noneMatch(
                                                        other ->
                                                                other.spec()
                                                                        .dependencies()
                                                                        .contains(
                                                                                process.spec()
                                                                                        .name())))
                        .toList();
        return free.isEmpty() ? List.copyOf(remaining.values()) : free;
    }

    private static void stopAll(List<SupervisedProcess> processes) {
        List<Thread> stoppers = new ArrayList<>();
        for (SupervisedProcess process : processes) {
            stoppers.add(Thread.ofPlatform().start(() -> stopOne(process)));
        }
        boolean interrupted = false;
        for (Thread stopper : stoppers) {
            while (stopper.isAlive()) {
                try {
                    stopper.join();
                } catch (InterruptedException _) {
                    // Leaving processes behind would be worse than being late.
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stopOne(SupervisedProcess process) {
        try {
            process.stop();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
