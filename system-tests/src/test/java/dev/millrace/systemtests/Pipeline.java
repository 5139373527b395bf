package dev.millrace.systemtests;

import dev.millrace.devstack.Backoff;
import dev.millrace.devstack.HealthProbe;
import dev.millrace.devstack.Installation;
import dev.millrace.devstack.Ports;
import dev.millrace.devstack.ProcessSpec;
import dev.millrace.devstack.ProcessStatus;
import dev.millrace.devstack.Servers;
import dev.millrace.devstack.Services;
import dev.millrace.devstack.Supervisor;
import dev.millrace.devstack.SupervisorListener;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.SchemaSettings;
import dev.millrace.schemas.Topic;
import dev.millrace.simulatedllm.SimulatedModelServer;
import dev.millrace.simulatedllm.SimulationConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;

/**
 * All servers and services of Millrace as processes on free ports, started once for all tests of
 * this JVM. Each process can be killed or held down by itself.
 */
final class Pipeline {

    /** The key of a tenant that may send little. */
    static final String HURRIED_KEY = "hurried-key";

    /** What nobody may read in a log. */
    static final String REMOTE_KEY = "planted-for-the-remote-model";

    static final String SEARCH_PASSWORD = "planted-for-the-search";

    private static final Duration START = Duration.ofMinutes(3);

    /** How often a model turn is tried in these tests. */
    static final int TURN_ATTEMPTS = 3;

    /** How long an open breaker lets no call through in these tests. */
    static final Duration BREAKER_OPEN = Duration.ofSeconds(2);

    private static final Set<String> SERVERS =
            Set.of(Ports.KAFKA, Ports.REGISTRY, Ports.ELASTICSEARCH);
    private static final SupervisorListener QUIET = new SupervisorListener() {};

    private static final class Shared {
        static final Pipeline PIPELINE = Pipeline.started();
    }

    private final Path checkout = Path.of(System.getProperty("millrace.checkout"));
    private final Path home;
    private final Ports ports = Ports.free();
    private final int remoteModelPort = portBeside(ports);
    private final Map<String, ProcessSpec> specs = new LinkedHashMap<>();
    private final Map<String, Supervisor> running = new LinkedHashMap<>();
    private final EventSerdes serdes;
    private final SimulatedModelServer model;
    private final TraceCollector traces;
    private final Optional<NpmServer> npm;

    private Pipeline() {
        try {
            home = Files.createTempDirectory("millrace-system-tests");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Installation installation = new Installation(checkout, home);
        npm = NpmServer.install(home.resolve("npm"));
        try {
            traces = TraceCollector.start();
            model =
                    SimulatedModelServer.start(
                            SimulationConfig.DEFAULT,
                            new InetSocketAddress(
                                    InetAddress.getLoopbackAddress(),
                                    ports.of(Ports.SIMULATED_MODEL)));
            AgentFolder.write(
                    home.resolve("agents"),
                    url(Ports.SIMULATED_MODEL) + "/v1",
                    "http://127.0.0.1:" + remoteModelPort + "/v1",
                    npm);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<ProcessSpec> all = new ArrayList<>(new Servers(installation, ports).all());
        all.addAll(new Services(installation, ports, environment()).all());
        all.forEach(spec -> specs.put(spec.name(), spec));
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        specs.keySet().forEach(this::begin);
        specs.keySet().forEach(this::awaitHealthy);
        serdes =
                EventSerdes.connect(
                        SchemaSettings.of(registryUrl(), home.resolve("test-schemas.json")));
    }

    /** Short times, so that the tests see within seconds what takes minutes elsewhere. */
    private Map<String, String> environment() {
        return Map.ofEntries(
                Map.entry("MILLRACE_AGENTS", home.resolve("agents").toString()),
                // A key of the configuration takes the place of the one for development.
                Map.entry("MILLRACE_DEV_KEY", ""),
                Map.entry("MILLRACE_KEYS_0_KEY", "dev-key"),
                Map.entry("MILLRACE_KEYS_0_TENANT", "dev"),
                Map.entry("MILLRACE_KEYS_0_USER", "dev"),
                Map.entry("MILLRACE_KEYS_0_ROLES", "submitter,viewer,operator,admin"),
                Map.entry("MILLRACE_IDENTITY_OPERATORTENANT", "dev"),
                Map.entry("MILLRACE_KEYS_1_KEY", HURRIED_KEY),
                Map.entry("MILLRACE_KEYS_1_TENANT", "hurried"),
                Map.entry("MILLRACE_KEYS_1_ROLES", "submitter"),
                Map.entry("MILLRACE_GATEWAY_RATES_TENANTS_HURRIED_TENANTREQUESTS", "1/s burst 2"),
                Map.entry("MILLRACE_AGENT_RETRY_TURN_ATTEMPTS", Integer.toString(TURN_ATTEMPTS)),
                Map.entry("MILLRACE_AGENT_RETRY_TURN_BASE", "200ms"),
                Map.entry("MILLRACE_AGENT_RETRY_TURN_CAP", "2s"),
                Map.entry("MILLRACE_TRACES", "true"),
                Map.entry("OTEL_EXPORTER_OTLP_ENDPOINT", traces.url()),
                Map.entry("OTEL_BSP_SCHEDULE_DELAY", "200"),
                Map.entry("MILLRACE_MODEL_BREAKER_WINDOW", "5s"),
                Map.entry("MILLRACE_MODEL_BREAKER_OPEN", BREAKER_OPEN.toMillis() + "ms"),
                Map.entry("MILLRACE_LOG_FORMAT", "json"),
                Map.entry("MILLRACE_ELASTICSEARCH_USERNAME", "sink"),
                Map.entry("MILLRACE_ELASTICSEARCH_PASSWORD", SEARCH_PASSWORD),
                // No name tells that this is a secret; definitions refer to it.
                Map.entry("PLANTED_FOR_REMOTE", REMOTE_KEY));
    }

    private static int portBeside(Ports taken) {
        int port = Ports.free().of(Ports.SIMULATED_MODEL);
        return taken.numbers().containsValue(port) ? portBeside(taken) : port;
    }

    private static Pipeline started() {
        return new Pipeline();
    }

    /** The pipeline of this test run; started by the first call. */
    static Pipeline shared() {
        return Shared.PIPELINE;
    }

    String bootstrapServers() {
        return "127.0.0.1:" + ports.of(Ports.KAFKA);
    }

    String registryUrl() {
        return "http://127.0.0.1:" + ports.of(Ports.REGISTRY) + "/apis/ccompat/v7";
    }

    String elasticsearchUrl() {
        return "http://127.0.0.1:" + ports.of(Ports.ELASTICSEARCH);
    }

    String url(String service) {
        return "http://127.0.0.1:" + ports.of(service);
    }

    Path checkout() {
        return checkout;
    }

    /** Where a process keeps what it must not lose. */
    Path data(String name) {
        return home.resolve("data").resolve(name);
    }

    /** What a process has written, all its lives. */
    Path log(String name) {
        return new Installation(checkout, home).log(name);
    }

    /** The names of all processes. */
    List<String> names() {
        return List.copyOf(specs.keySet());
    }

    TaskClient client() {
        return new TaskClient(url(Ports.GATEWAY));
    }

    /** The model that the agents of the tests ask; the default agent does not. */
    SimulatedModelServer model() {
        return model;
    }

    /** The collector to which all services send their traces. */
    TraceCollector traces() {
        return traces;
    }

    /** Where agents look for a model at which nobody listens unless a test does. */
    InetSocketAddress remoteModelAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), remoteModelPort);
    }

    /** The server of tools from npm, if there is one here. */
    Optional<NpmServer> npm() {
        return npm;
    }

    EventSerdes serdes() {
        return serdes;
    }

    <V extends SpecificRecord> RecordedTopic<V> recorded(Topic<String, V> topic) {
        return RecordedTopic.events(bootstrapServers(), serdes, topic);
    }

    <V extends SpecificRecord> RecordedTopic<V> readable(Topic<String, V> topic) {
        return RecordedTopic.readableEvents(bootstrapServers(), serdes, topic);
    }

    RecordedTopic<byte[]> deadLetters(Topic<?, ?> topic) {
        return RecordedTopic.bytes(bootstrapServers(), topic.deadLetterName());
    }

    /** Kills a process as {@code kill -9} does; it comes back by itself. */
    void kill(String name) {
        supervisor(name).kill(name);
    }

    /** Stops a process and holds it down until {@link #start}. */
    void stop(String name) {
        supervisor(name).close();
        running.remove(name);
    }

    void start(String name) {
        begin(name);
        awaitHealthy(name);
    }

    /** Starts a process that cannot become healthy yet, and does not wait for it. */
    void begin(String name) {
        Supervisor supervisor = new Supervisor(List.of(specs.get(name)), Backoff.DEFAULT, QUIET);
        running.put(name, supervisor);
        supervisor.start();
    }

    /**
     * Starts another instance of the gateway.
     *
     * @return its URL
     */
    String addGateway(String instance) {
        String name = Ports.GATEWAY + "-" + instance;
        Installation installation = new Installation(checkout, home);
        int port = Ports.free().of(Ports.GATEWAY);
        ProcessSpec first = specs.get(Ports.GATEWAY);
        Map<String, String> variables = new HashMap<>(first.environment());
        variables.put(Ports.variable(Ports.GATEWAY), Integer.toString(port));
        variables.put("MILLRACE_GATEWAY_INSTANCE", instance);
        String url = "http://127.0.0.1:" + port;
        specs.put(
                name,
                new ProcessSpec(
                        name,
                        port,
                        first.portVariable(),
                        first.command(),
                        variables,
                        first.workingDirectory(),
                        installation.log(name),
                        HealthProbe.http(url + "/actuator/health/readiness"),
                        first.dependencies(),
                        first.waitsForDependencies(),
                        first.stopGrace()));
        start(name);
        return url;
    }

    void awaitHealthy(String name) {
        try {
            supervisor(name).awaitHealthy(START);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " starts", e);
        }
    }

    ProcessStatus status(String name) {
        return supervisor(name).statuses().getFirst();
    }

    private Supervisor supervisor(String name) {
        Supervisor supervisor = running.get(name);
        if (supervisor == null) {
            throw new IllegalStateException(name + " is not running");
        }
        return supervisor;
    }

    private void close() {
        // Services first, so that they can say good-bye to the servers.
        Map<Boolean, List<Supervisor>> byKind =
                running.entrySet().stream()
                        .collect(
                                Collectors.partitioningBy(
                                        entry -> SERVERS.contains(entry.getKey()),
                                        Collectors.mapping(
                                                Map.Entry::getValue, Collectors.toList())));
        byKind.get(false).parallelStream().forEach(Supervisor::close);
        byKind.get(true).parallelStream().forEach(Supervisor::close);
        model.close();
        traces.close();
    }
}
