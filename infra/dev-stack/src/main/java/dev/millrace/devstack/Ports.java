package dev.millrace.devstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The port of each server and service on this machine.
 *
 * @param numbers port by process name
 */
public record Ports(Map<String, Integer> numbers) {

    /** The Kafka broker. */
    public static final String KAFKA = "kafka";

    /** The schema registry. */
    public static final String REGISTRY = "registry";

    /** The search engine. */
    public static final String ELASTICSEARCH = "elasticsearch";

    /** The HTTP entry. */
    public static final String GATEWAY = "gateway";

    /** The topologies. */
    public static final String STREAM_PROCESSORS = "stream-processors";

    /** Model calls and embeddings. */
    public static final String LLM_EXECUTOR = "llm-executor";

    /** From Kafka to Elasticsearch. */
    public static final String RESULT_SINK = "result-sink";

    /** The OpenAI-compatible server for tests and load. */
    public static final String SIMULATED_MODEL = "simulated-model";

    private static final Map<String, Integer> DEFAULTS = defaults();

    // Below the ports that outgoing connections get, so that none of them takes one meanwhile.
    private static final int LOWEST_FREE = 20_000;
    private static final int HIGHEST_FREE = 32_000;

    /** Copies the map. */
    public Ports {
        numbers = Map.copyOf(numbers);
    }

    private static Map<String, Integer> defaults() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put(KAFKA, 9092);
        ports.put(REGISTRY, 8081);
        ports.put(ELASTICSEARCH, 9200);
        ports.put(GATEWAY, 8080);
        ports.put(STREAM_PROCESSORS, 8082);
        ports.put(LLM_EXECUTOR, 8083);
        ports.put(RESULT_SINK, 8084);
        ports.put(SIMULATED_MODEL, 9095);
        return ports;
    }

    /** The default ports, moved by {@code MILLRACE_…_PORT} variables. */
    public static Ports from(Map<String, String> environment) {
        Map<String, Integer> ports = new HashMap<>();
        DEFAULTS.forEach((name, port) -> ports.put(name, configured(name, port, environment)));
        return new Ports(ports);
    }

    private static int configured(String name, int otherwise, Map<String, String> environment) {
        String value = environment.get(variable(name));
        if (value == null || value.isBlank()) {
            return otherwise;
        }
        try {
            int port = Integer.parseInt(value.strip());
            if (port > 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException _) {
            // The message below says it.
        }
        throw new StackFailedException(
                variable(name) + " must be a port between 1 and 65535, not '" + value + "'");
    }

    /** Ports nobody listens on at this moment. */
    public static Ports free() {
        Map<String, Integer> ports = new HashMap<>();
        for (String name : DEFAULTS.keySet()) {
            int port = freePort();
            while (ports.containsValue(port)) {
                port = freePort();
            }
            ports.put(name, port);
        }
        return new Ports(ports);
    }

    private static int freePort() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_FREE, HIGHEST_FREE);
            if (isFree(port)) {
                return port;
            }
        }
        throw new StackFailedException("No free port was found");
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException _) {
            return false;
        }
    }

    /** The environment variable that moves the port of a process. */
    public static String variable(String name) {
        return variablePrefix(name) + "_PORT";
    }

    static String variablePrefix(String name) {
        return "MILLRACE_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The port of a process. */
    public int of(String name) {
        Integer port = numbers.get(name);
        if (port == null) {
            throw new IllegalArgumentException("No process is named " + name);
        }
        return port;
    }

    /** All ports as the environment variables by which services find each other. */
    public Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>();
        numbers.forEach((name, port) -> variables.put(variable(name), String.valueOf(port)));
        return variables;
    }
}
