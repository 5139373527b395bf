package dev.millrace.devstack;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How Millrace's own services are started. */
public final class Services {

    // Longer than the executor's own limit for running calls: who is killed earlier pays them
    // twice.
    private static final Duration STOP_GRACE = Duration.ofSeconds(32);
    private static final Set<String> SERVERS =
            Set.of(Ports.KAFKA, Ports.REGISTRY, Ports.ELASTICSEARCH);

    private final Installation installation;
    private final Ports ports;
    private final Map<String, String> environment;

    /** Services of one installation; the environment is added to what this process has. */
    public Services(Installation installation, Ports ports, Map<String, String> environment) {
        this.installation = installation;
        this.ports = ports;
        this.environment = Map.copyOf(environment);
    }

    /** The four services. They wait for the servers by themselves, so they start beside them. */
    public List<ProcessSpec> all() {
        return List.of(gateway(), streamProcessors(), llmExecutor(), resultSink());
    }

    /** HTTP in, status out. Its heap is what 5,000 open streams need, and is small without them. */
    public ProcessSpec gateway() {
        return service(
                Ports.GATEWAY,
                "ingest-gateway",
                "1536m",
                "dev.millrace.gateway.GatewayApplication");
    }

    /** Admission, chunking and agents. */
    public ProcessSpec streamProcessors() {
        return service(
                Ports.STREAM_PROCESSORS,
                "stream-processors",
                "512m",
                "dev.millrace.streams.StreamProcessorsApplication");
    }

    /** Model calls and embeddings. */
    public ProcessSpec llmExecutor() {
        return service(
                Ports.LLM_EXECUTOR,
                "llm-executor",
                "768m",
                "dev.millrace.executor.LlmExecutorApplication");
    }

    /** From Kafka to Elasticsearch. */
    public ProcessSpec resultSink() {
        return service(
                Ports.RESULT_SINK,
                "result-sink",
                "320m",
                "dev.millrace.sink.ResultSinkApplication");
    }

    /** The OpenAI-compatible server for tests and load; not part of {@link #all}. */
    public ProcessSpec simulatedModel(String... flags) {
        int port = ports.of(Ports.SIMULATED_MODEL);
        String[] arguments = new String[flags.length + 2];
        arguments[0] = "--port";
        arguments[1] = String.valueOf(port);
        System.arraycopy(flags, 0, arguments, 2, flags.length);
        return spec(
                Ports.SIMULATED_MODEL,
                new ChildCommand(installation, Ports.SIMULATED_MODEL)
                        .heap("512m")
                        .quicklyCompiled()
                        .running(
                                installation.classPath(
                                        Ports.SIMULATED_MODEL,
                                        "infra/simulated-llm",
                                        "simulated-llm"),
                                "dev.millrace.simulatedllm.SimulatedModel",
                                arguments),
                HealthProbe.http("http://127.0.0.1:" + port + "/stats"),
                Set.of());
    }

    private ProcessSpec service(String name, String module, String heap, String mainClass) {
        return spec(
                name,
                new ChildCommand(installation, name)
                        .heap(heap)
                        .quicklyCompiled()
                        .running(installation.classPath(name, module, module), mainClass),
                HealthProbe.http(
                        "http://127.0.0.1:" + ports.of(name) + "/actuator/health/readiness"),
                SERVERS);
    }

    private ProcessSpec spec(
            String name, List<String> command, HealthProbe probe, Set<String> dependencies) {
        Map<String, String> variables = new HashMap<>(ports.environment());
        variables.put("MILLRACE_HOME", installation.home().toString());
        variables.putAll(environment);
        return new ProcessSpec(
                name,
                ports.of(name),
                Ports.variable(name),
                command,
                variables,
                installation.checkout(),
                installation.log(name),
                probe,
                dependencies,
                false,
                STOP_GRACE);
    }
}
