package dev.millrace.quickstart.bench;

import dev.millrace.devstack.Backoff;
import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.Installation;
import dev.millrace.devstack.Ports;
import dev.millrace.devstack.ProcessSpec;
import dev.millrace.devstack.ProcessStatus;
import dev.millrace.devstack.Servers;
import dev.millrace.devstack.Services;
import dev.millrace.devstack.StackFailedException;
import dev.millrace.devstack.Supervisor;
import dev.millrace.devstack.SupervisorListener;
import dev.millrace.quickstart.Here;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Broker, registry and gateway alone, in a temporary folder on free ports. */
final class GatewayBenchStack implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(3);

    /**
     * As in production: what the development stack saves for a short session pays under load, where
     * the second compiler makes a task cost half.
     */
    private static final String BOTH_COMPILERS = "-XX:TieredStopAtLevel=4";

    private final Path home;
    private final Ports ports;
    private final Supervisor supervisor;
    // Ctrl-C ends the process without closing anything.
    private final Thread closer = new Thread(this::stop, "gateway-bench-closer");
    private boolean stopped;

    private GatewayBenchStack(Path home, Ports ports, List<ProcessSpec> specs) {
        this.home = home;
        this.ports = ports;
        this.supervisor = new Supervisor(specs, Backoff.DEFAULT, new SupervisorListener() {});
    }

    /**
     * Starts the three processes.
     *
     * @param prefix what is put before the command of each
     * @param environment what the gateway finds in its environment
     */
    static GatewayBenchStack start(List<String> prefix, Map<String, String> environment)
            throws InterruptedException {
        Path home = temporaryHome();
        Ports ports = Ports.free();
        Installation installation = new Installation(Here.installation().checkout(), home);
        List<ProcessSpec> specs =
                Stream.concat(
                                new Servers(installation, ports)
                                        .all().stream()
                                                .filter(
                                                        spec ->
                                                                !spec.name()
                                                                        .equals(
                                                                                Ports
                                                                                        .ELASTICSEARCH)),
                                Stream.of(new Services(installation, ports, environment).gateway()))
                        .map(spec -> behind(prefix, spec))
                        .toList();
        GatewayBenchStack stack = new GatewayBenchStack(home, ports, specs);
        Runtime.getRuntime().addShutdownHook(stack.closer);
        try {
            stack.supervisor.start();
            stack.supervisor.awaitHealthy(START);
            return stack;
        } catch (StackFailedException | InterruptedException e) {
            stack.close();
            throw e;
        }
    }

    URI gateway() {
        return URI.create("http://127.0.0.1:" + ports.of(Ports.GATEWAY));
    }

    List<ProcessStatus> processes() {
        return supervisor.statuses();
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
        if (!stopped) {
            stopped = true;
            supervisor.close();
            DevStack.delete(home);
        }
    }

    private static ProcessSpec behind(List<String> prefix, ProcessSpec spec) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(spec.command());
        if (spec.name().equals(Ports.GATEWAY)) {
            command.add(command.indexOf("-cp"), BOTH_COMPILERS);
        }
        return new ProcessSpec(
                spec.name(),
                spec.port(),
                spec.portVariable(),
                command,
                spec.environment(),
                spec.workingDirectory(),
                spec.logFile(),
                spec.probe(),
                spec.dependencies(),
                spec.waitsForDependencies(),
                spec.stopGrace());
    }

    private static Path temporaryHome() {
        try {
            return Files.createTempDirectory("millrace-bench-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
