package dev.millrace.quickstart.keys;

import dev.millrace.apikeys.SecretPlace;
import dev.millrace.devstack.Ports;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.SchemaSettings;
import dev.millrace.quickstart.CommandFailure;
import dev.millrace.quickstart.Here;
import dev.millrace.quickstart.gateway.GatewayMixin;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Where the keys are: at a gateway, with the key of an admin, or else on Kafka itself. */
final class KeysOptions extends GatewayMixin {

    private static final String SECRET = "MILLRACE_KEY_SECRET";

    @Option(
            names = "--key",
            defaultValue = "${env:MILLRACE_API_KEY}",
            description =
                    "The key of an admin (default: MILLRACE_API_KEY). Without one the command works"
                            + " on Kafka itself, with the secret of the installation.")
    private @Nullable String key;

    @Option(names = "--direct", description = "Works on Kafka itself although there is a key.")
    private boolean direct;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "Properties of Kafka's clients, such as security.protocol.")
    private @Nullable Path kafkaConfig;

    @Option(names = "--json", description = "Prints JSON and nothing else.")
    private boolean json;

    /** Something to do with keys. */
    interface Work {
        void run(Keys keys) throws CommandFailure, InterruptedException;
    }

    /** Does it, and tells what stands in the way; returns the exit code. */
    int run(Work work) throws InterruptedException {
        try (Keys keys = open()) {
            work.run(keys);
            return 0;
        } catch (CommandFailure e) {
            error(e.text());
            return e.exitCode();
        } catch (IllegalStateException e) {
            // What starting on Kafka needs, the registry and the secret, tells what it lacks.
            error(String.valueOf(e.getMessage()));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    boolean isJson() {
        return json;
    }

    private Keys open() throws CommandFailure {
        if (!direct && key != null && !key.isBlank()) {
            return new GatewayKeys(gateway(() -> Here.ports().of(Ports.GATEWAY)), key);
        }
        if (!direct && hasUrl()) {
            throw usage("--url needs the --key of an admin.");
        }
        SecretPlace secret = secret(System.getenv(), Here.installation().home());
        return new KafkaKeys(
                new KeyTopic(
                        new KafkaConnection(kafka(), clientProperties()),
                        SchemaSettings.of(
                                registry(),
                                Here.installation().home().resolve("data/cli/schemas.json"))),
                secret,
                "command line (" + System.getProperty("user.name") + ")");
    }

    private static String kafka() {
        String servers = environment("MILLRACE_KAFKA_BOOTSTRAP_SERVERS");
        return servers.isEmpty() ? "127.0.0.1:" + Here.ports().of(Ports.KAFKA) : servers;
    }

    private static String registry() {
        String registry = environment("MILLRACE_REGISTRY_URL");
        return registry.isEmpty()
                ? "http://127.0.0.1:" + Here.ports().of(Ports.REGISTRY) + "/apis/ccompat/v7"
                : registry;
    }

    /**
     * Where the secret is. An empty variable is refused: it was meant to be the secret, and with
     * another one, made in its place, the key would open nothing.
     */
    static SecretPlace secret(Map<String, String> environment, Path home) throws CommandFailure {
        String given = environment.getOrDefault(SECRET, "").strip();
        if (given.isEmpty() && environment.containsKey(SECRET)) {
            throw new CommandFailure(
                    SECRET
                            + " is set, but empty. Give it the secret of the installation, or unset"
                            + " it to take the secret in the file.",
                    true);
        }
        String file = environment.getOrDefault("MILLRACE_KEY_SECRET_FILE", "").strip();
        return new SecretPlace(
                given, file.isEmpty() ? home.resolve("secrets/api-keys") : Path.of(file));
    }

    private static String environment(String name) {
        String value = System.getenv(name);
        return value == null ? "" : value.strip();
    }

    private Map<String, String> clientProperties() throws CommandFailure {
        if (kafkaConfig == null) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(kafkaConfig)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new CommandFailure("--kafka-config cannot be read: " + e, true);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }

    /** Shows a key that was just made. */
    void made(JsonNode key) {
        out(json ? key.toString() : KeyLines.made(key));
    }
}
