package dev.millrace.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A running Kafka, schema registry and Elasticsearch, and whatever else is started with them; for
 * tests and measurements.
 */
public final class DevStack implements ServerStack {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

    private final Installation installation;
    private final Ports ports;
    private final @Nullable Supervisor supervisor;

    private DevStack(Installation installation, Ports ports, @Nullable Supervisor supervisor) {
        this.installation = installation;
        this.ports = ports;
        this.supervisor = supervisor;
    }

    /** Starts the three servers and waits until they are healthy. */
    public static DevStack start(Path checkout, Path home, Ports ports)
            throws InterruptedException {
        return start(new Installation(checkout, home), ports, List.of());
    }

    /** Starts the three servers and other processes and waits until all are healthy. */
    public static DevStack start(Installation installation, Ports ports, List<ProcessSpec> others)
            throws InterruptedException {
        List<ProcessSpec> specs = new ArrayList<>(new Servers(installation, ports).all());
        specs.addAll(others);
        Supervisor supervisor = new Supervisor(specs, Backoff.DEFAULT, new SupervisorListener() {});
        try {
            supervisor.start();
            supervisor.awaitHealthy(START_TIMEOUT);
        } catch (StackFailedException | InterruptedException e) {
            supervisor.close();
            throw e;
        }
        return new DevStack(installation, ports, supervisor);
    }

    /** Uses a stack that {@code ./millrace up} keeps running; closing leaves it alone. */
    public static DevStack attach(Installation installation) {
        RunState state =
                RunState.read(installation.stateFile())
                        .filter(RunState::supervisorRuns)
                        .orElseThrow(
                                () ->
                                        new StackFailedException(
                                                "Nothing runs in " + installation.home()));
        Map<String, Integer> numbers = new HashMap<>();
        state.processes().forEach(process -> numbers.put(process.name(), process.port()));
        return new DevStack(installation, new Ports(numbers), null);
    }

    /** Address of the broker for Kafka clients. */
    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + ports.of(Ports.KAFKA);
    }

    /** Address of the registry's Confluent-compatible API. */
    @Override
    public String registryUrl() {
        return "http://127.0.0.1:" + ports.of(Ports.REGISTRY) + "/apis/ccompat/v7";
    }

    /** Address of Elasticsearch. */
    @Override
    public String elasticsearchUrl() {
        return "http://127.0.0.1:" + ports.of(Ports.ELASTICSEARCH);
    }

    /** The ports of all processes, started or not. */
    public Ports ports() {
        return ports;
    }

    /** Where data and logs are. */
    public Installation installation() {
        return installation;
    }

    /** What runs, in the order of starting. */
    public List<ProcessStatus> statuses() {
        return supervisor != null
                ? supervisor.statuses()
                : RunState.read(installation.stateFile())
                        .map(RunState::processes)
                        .orElse(List.of());
    }

    /** Kills a process as {@code kill -9} does; the supervisor starts it again. */
    @Override
    public void kill(String name) {
        if (supervisor != null) {
            supervisor.kill(name);
            return;
        }
        pid(name).flatMap(ProcessHandle::of).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Override
    public void pause(String name) throws InterruptedException {
        signal("STOP", name);
    }

    @Override
    public void resume(String name) throws InterruptedException {
        signal("CONT", name);
    }

    private void signal(String signal, String name) throws InterruptedException {
        long pid = pid(name).orElseThrow(() -> new StackFailedException(name + " does not run"));
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Long> pid(String name) {
        return statuses().stream()
                .filter(process -> process.name().equals(name))
                .flatMap(process -> Stream.ofNullable(process.pid()))
                .findFirst();
    }

    /** Waits until every process is healthy, for example after {@link #kill}. */
    @Override
    public void awaitHealthy(Duration timeout) throws InterruptedException {
        if (supervisor != null) {
            supervisor.awaitHealthy(timeout);
        }
    }

    /** Stops what was started here. */
    @Override
    public void close() {
        if (supervisor != null) {
            supervisor.close();
        }
    }

    /** Deletes a folder with everything in it; nothing happens when it is absent. */
    public static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
