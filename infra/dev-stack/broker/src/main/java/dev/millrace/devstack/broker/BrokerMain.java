package dev.millrace.devstack.broker;

import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** Starts a single Kafka node, broker and controller in one, on a folder it formats when new. */
public final class BrokerMain {

    private BrokerMain() {}

    /** Arguments: data folder, port. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        int port = Integer.parseInt(arguments[1]);
        Files.createDirectories(folder);
        Path file = folder.resolve("server.properties");
        write(BrokerSettings.of(folder.resolve("log"), port, freePort()), file);
        if (!Files.exists(folder.resolve("log/meta.properties"))) {
            format(file);
        }
        Kafka.main(new String[] {file.toString()});
    }

    private static void format(Path file) {
        int code =
                StorageTool.execute(
                        new String[] {
                            "format",
                            "--ignore-formatted",
                            "--cluster-id",
                            Uuid.randomUuid().toString(),
                            "--config",
                            file.toString()
                        },
                        System.out);
        if (code != 0) {
            throw new IllegalStateException("Formatting the broker's folder failed: " + code);
        }
    }

    private static void write(Properties settings, Path file) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file)) {
            settings.store(writer, "Written at each start");
        }
    }

    /** The controller's port is nobody's business, so a fixed one could only be in the way. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
