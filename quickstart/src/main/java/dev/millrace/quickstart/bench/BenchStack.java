package dev.millrace.quickstart.bench;

import dev.millrace.devstack.Backoff;
import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.Installation;
import dev.millrace.devstack.Ports;
import dev.millrace.devstack.ProcessSpec;
import dev.millrace.devstack.ProcessStatus;
import dev.millrace.devstack.Services;
import dev.millrace.devstack.Supervisor;
import dev.millrace.devstack.SupervisorListener;
import dev.millrace.quickstart.Here;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The stack that is measured: one of its own in a temporary folder on free ports, which {@link
 * #close} stops and deletes, or the one that runs already, which stays.
 */
final class BenchStack implements AutoCloseable {

    private static final Duration EXECUTOR_START = Duration.ofSeconds(90);

    private final DevStack stack;
    private final Ports ports;
    private final @Nullable Supervisor executor;
    private final @Nullable Path ownHome;
    // Ctrl-C ends the process without closing anything.
    private final Thread closer = new Thread(this::stop, "bench-stack-closer");
    private boolean keptLogs;
    private boolean stopped;

    private BenchStack(
            DevStack stack, Ports ports, @Nullable Supervisor executor, @Nullable Path ownHome) {
        this.stack = stack;
        this.ports = ports;
        this.executor = executor;
        this.ownHome = ownHome;
    }

    /** Uses the stack that {@code ./millrace up} has started. */
    static BenchStack running() {
        return new BenchStack(DevStack.attach(Here.installation()), Here.ports(), null, null);
    }

    /** Starts everything, except for the executor if that is to come last. */
    static BenchStack start(boolean executorLast) throws InterruptedException {
        Path home = temporaryHome();
        Ports ports = Ports.free();
        Installation installation = new Installation(Here.installation().checkout(), home);
        Services services = new Services(installation, ports, environment(ports));
        List<ProcessSpec> specs =
                new ArrayList<>(
                        List.of(
                                services.gateway(),
                                services.streamProcessors(),
                                services.resultSink(),
                                services.simulatedModel()));
        Supervisor last = null;
        if (executorLast) {
            last =
                    new Supervisor(
                            List.of(services.llmExecutor()),
                            Backoff.DEFAULT,
                            new SupervisorListener() {});
        } else {
            specs.add(services.llmExecutor());
        }
        try {
            BenchStack stack =
                    new BenchStack(DevStack.start(installation, ports, specs), ports, last, home);
            Runtime.getRuntime().addShutdownHook(stack.closer);
            return stack;
        } catch (RuntimeException | InterruptedException e) {
            deleteAllButLogs(home);
            throw e;
        }
    }

    /** Starts the executor that was to come last, and waits until it is ready. */
    void startExecutor() throws InterruptedException {
        if (executor != null) {
            executor.start();
            executor.awaitHealthy(EXECUTOR_START);
        }
    }

    String bootstrapServers() {
        return stack.bootstrapServers();
    }

    String registryUrl() {
        return stack.registryUrl();
    }

    String elasticsearchUrl() {
        return stack.elasticsearchUrl();
    }

    String gatewayUrl() {
        return "http://127.0.0.1:" + ports.of(Ports.GATEWAY);
    }

    int simulatedModelPort() {
        return ports.of(Ports.SIMULATED_MODEL);
    }

    /** A folder for what the measuring client keeps. */
    Path folder() {
        return stack.installation().home().resolve("bench");
    }

    /** Every process that takes part. */
    List<ProcessStatus> processes() {
        List<ProcessStatus> all = new ArrayList<>(stack.statuses());
        if (executor != null) {
            all.addAll(executor.statuses());
        }
        return all;
    }

    /** Leaves the logs where they are; returns their folder. */
    Path keepLogs() {
        keptLogs = true;
        return stack.installation().home().resolve("logs");
    }

    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(closer);
        } catch (IllegalStateException _) {
            // The process is ending, and this has done what the hook would do.
        }
    }

    private synchronized void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        if (executor != null) {
            executor.close();
        }
        stack.close();
        if (ownHome != null && keptLogs) {
            deleteAllButLogs(ownHome);
        } else if (ownHome != null) {
            DevStack.delete(ownHome);
        }
    }

    private static void deleteAllButLogs(Path home) {
        for (String folder : List.of("data", "cache", "lib", "run", "bench")) {
            DevStack.delete(home.resolve(folder));
        }
    }

    private static Map<String, String> environment(Ports ports) {
        return Map.of(
                "MILLRACE_MODEL_PROVIDER",
                "openai",
                "MILLRACE_MODEL_BASE_URL",
                "http://127.0.0.1:" + ports.of(Ports.SIMULATED_MODEL) + "/v1",
                "MILLRACE_MODEL_API_KEY",
                "simulated",
                "MILLRACE_MODEL_NAME",
                "simulated");
    }

    private static Path temporaryHome() {
        try {
            return Files.createTempDirectory("millrace-bench-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
