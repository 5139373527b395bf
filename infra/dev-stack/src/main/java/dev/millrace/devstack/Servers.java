package dev.millrace.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How the three servers are started: Kafka, the schema registry, Elasticsearch. */
public final class Servers {

    private static final Duration STOP_GRACE = Duration.ofSeconds(15);

    private final Installation installation;
    private final Ports ports;

    /** Servers of one installation on the given ports. */
    public Servers(Installation installation, Ports ports) {
        this.installation = installation;
        this.ports = ports;
    }

    /** All three; none needs another one. */
    public List<ProcessSpec> all() {
        return List.of(kafka(), registry(), elasticsearch());
    }

    private ProcessSpec kafka() {
        int port = ports.of(Ports.KAFKA);
        List<String> command =
                // Not compiled quickly: every record passes here many times, and each transaction.
                new ChildCommand(installation, Ports.KAFKA)
                        .heap("384m")
                        .running(
                                installation.classPath(
                                        Ports.KAFKA, "infra/dev-stack/broker", "dev-stack-broker"),
                                "dev.millrace.devstack.broker.BrokerMain",
                                installation.data(Ports.KAFKA).toString(),
                                String.valueOf(port));
        return spec(Ports.KAFKA, command, HealthProbe.kafka(port));
    }

    private ProcessSpec registry() {
        int port = ports.of(Ports.REGISTRY);
        Path application =
                installation.checkout().resolve("infra/dev-stack/registry/target/apicurio");
        if (!Files.exists(application.resolve("quarkus-run.jar"))) {
            throw new StackFailedException(
                    "The registry is not unpacked in " + application + ". Run ./mvnw package.");
        }
        List<String> command =
                new ChildCommand(installation, Ports.REGISTRY)
                        .heap("192m")
                        .quicklyCompiled()
                        .flags("--add-opens=java.base/java.lang=ALL-UNNAMED")
                        .flags(registrySettings(port))
                        .running(
                                List.of(application.resolve("quarkus-run.jar")),
                                "io.quarkus.bootstrap.runner.QuarkusEntryPoint");
        return spec(
                Ports.REGISTRY,
                command,
                HealthProbe.http("http://127.0.0.1:" + port + "/apis/ccompat/v7/subjects"));
    }

    private String[] registrySettings(int port) {
        Path database = installation.data(Ports.REGISTRY).resolve("registry");
        try {
            Files.createDirectories(installation.data(Ports.REGISTRY));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new String[] {
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Dquarkus.http.host=127.0.0.1",
            "-Dquarkus.http.port=" + port,
            // Its management endpoints have a port of their own, which nobody here asks.
            "-Dquarkus.management.host=127.0.0.1",
            "-Dquarkus.management.port=0",
            "-Dquarkus.http.access-log.enabled=false",
            "-Dquarkus.log.level=WARN",
            "-Dapicurio.storage.kind=sql",
            "-Dapicurio.storage.sql.kind=h2",
            // By default H2 writes half a second late: an id that clients already use could be
            // lost.
            "-Dapicurio.datasource.url=jdbc:h2:file:" + database + ";WRITE_DELAY=0",
            "-Dapicurio.datasource.jdbc.initial-size=1",
            "-Dapicurio.datasource.jdbc.min-size=1",
            "-Dapicurio.datasource.jdbc.max-size=10",
            "-Dapicurio.rules.global.compatibility=BACKWARD"
        };
    }

    private ProcessSpec elasticsearch() {
        int port = ports.of(Ports.ELASTICSEARCH);
        List<String> command =
                new ChildCommand(installation, Ports.ELASTICSEARCH)
                        .heap("384m")
                        .quicklyCompiled()
                        // Looks for a native library that is not published as one.
                        .flags("-Dorg.elasticsearch.nativeaccess.enableVectorLibrary=false")
                        .running(
                                installation.classPath(
                                        Ports.ELASTICSEARCH,
                                        "infra/dev-stack/elasticsearch",
                                        "dev-stack-elasticsearch"),
                                "dev.millrace.devstack.elasticsearch.ElasticsearchMain",
                                installation.data(Ports.ELASTICSEARCH).toString(),
                                String.valueOf(port));
        return spec(
                Ports.ELASTICSEARCH,
                command,
                HealthProbe.http(
                        "http://127.0.0.1:"
                                + port
                                + "/_cluster/health?wait_for_status=yellow&timeout=1s"));
    }

    private ProcessSpec spec(String name, List<String> command, HealthProbe probe) {
        return new ProcessSpec(
                name,
                ports.of(name),
                Ports.variable(name),
                command,
                Map.of(),
                installation.checkout(),
                installation.log(name),
                probe,
                Set.of(),
                false,
                STOP_GRACE);
    }
}
