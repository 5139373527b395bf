package dev.millrace.eventruntime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.WorkCanceled;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bytes of one event, written by hand from the specifications of Confluent's wire format and of
 * Avro, so that whichever jar the serializer comes from has to give them.
 */
class WireFormatTest {

    private static final int ID = 0x0102;
    private static final byte[] BYTES =
            HexFormat.ofDelimiter(" ")
                    .parseHex(
                            // The magic byte, and the id of the schema, big endian
                            "00 00 00 01 02 "
                                    // taskId: length 2, zigzag; t1
                                    + "04 74 31 "
                                    // reason: length 4; user
                                    + "08 75 73 65 72 "
                                    // at: 300 ms, zigzag 600, in groups of seven bits
                                    + "d8 04");

    private final WorkCanceled event =
            WorkCanceled.newBuilder()
                    .setTaskId("t1")
                    .setReason("user")
                    .setAt(Instant.ofEpochMilli(300))
                    .build();

    @TempDir Path folder;
    private final AtomicInteger others = new AtomicInteger(1_000);
    private HttpServer registry;
    private EventSerdes serdes;

    @BeforeEach
    void connect() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", this::register);
        registry.start();
        serdes =
                EventSerdes.connect(
                        SchemaSettings.of(
                                "http://127.0.0.1:" + registry.getAddress().getPort(),
                                folder.resolve("schemas.json")));
    }

    @AfterEach
    void stop() {
        registry.stop(0);
    }

    @Test
    void anEventIsWrittenAsTheSpecificationsSay() {
        byte[] written =
                serdes.serializer(Topics.WORK_CANCELED)
                        .serialize(Topics.WORK_CANCELED.name(), event);

        assertThat(written).isEqualTo(BYTES);
    }

    @Test
    void suchBytesAreRead() {
        WorkCanceled read =
                serdes.deserializer(Topics.WORK_CANCELED)
                        .deserialize(Topics.WORK_CANCELED.name(), BYTES);

        assertThat(read).isEqualTo(event);
    }

    private void register(HttpExchange exchange) throws IOException {
        boolean ours = exchange.getRequestURI().getPath().contains(Topics.WORK_CANCELED.subject());
        String answer = "{\"id\":" + (ours ? ID : others.incrementAndGet()) + "}";
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length());
        try (exchange) {
            exchange.getResponseBody().write(answer.getBytes(StandardCharsets.UTF_8));
        }
    }
}
