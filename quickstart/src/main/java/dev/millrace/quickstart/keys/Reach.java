package dev.millrace.quickstart.keys;

import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.SchemaSettings;
import dev.millrace.quickstart.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;

/** Finds out soon whether servers are there at all. */
final class Reach {

    private static final int TIMEOUT_MS = 3_000;

    private Reach() {}

    /** Fails unless one of the brokers accepts connections. */
    static void check(KafkaConnection kafka) throws CommandFailure {
        boolean there =
                Arrays.stream(kafka.bootstrapServers().split(","))
                        .map(server -> URI.create("kafka://" + server.strip()))
                        .anyMatch(Reach::accepts);
        if (!there) {
            throw away("Kafka", kafka.bootstrapServers());
        }
    }

    /** Fails unless the registry accepts connections. */
    static void check(SchemaSettings schemas) throws CommandFailure {
        if (!accepts(URI.create(schemas.registryUrl()))) {
            throw away("The schema registry", schemas.registryUrl());
        }
    }

    private static boolean accepts(URI server) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getByName(server.getHost()), port(server)),
                    TIMEOUT_MS);
            return true;
        } catch (IOException | IllegalArgumentException _) {
            return false;
        }
    }

    private static int port(URI server) {
        if (server.getPort() >= 0) {
            return server.getPort();
        }
        return server.getScheme().equals("https") ? 443 : 80;
    }

    private static CommandFailure away(String what, String where) {
        return new CommandFailure(
                "%s does not answer at %s. Start it with: ./millrace up".formatted(what, where),
                false);
    }
}
