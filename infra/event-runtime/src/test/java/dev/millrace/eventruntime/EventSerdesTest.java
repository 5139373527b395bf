package dev.millrace.eventruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.Document;
import dev.millrace.Priority;
import dev.millrace.TaskRequested;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventSerdesTest {

    private static final Pattern REGISTER = Pattern.compile("/subjects/.*/versions");

    private final TaskRequested request =
            TaskRequested.newBuilder()
                    .setPrompt("Who built the mill?")
                    .setTenantId("dev")
                    .setPriority(Priority.high)
                    .setDocuments(
                            List.of(
                                    Document.newBuilder()
                                            .setId("a")
                                            .setText("Anna built it.")
                                            .build()))
                    .setSubmittedAt(Instant.ofEpochMilli(1_700_000_000_123L))
                    .build();

    @TempDir Path folder;
    private final AtomicInteger registrations = new AtomicInteger();
    private final AtomicInteger status = new AtomicInteger(200);
    private HttpServer registry;

    @AfterEach
    void stopRegistry() {
        if (registry != null) {
            registry.stop(0);
        }
    }

    @Test
    void anEventIsReadBackAsItWasWritten() {
        EventSerdes serdes = EventSerdes.inMemory();
        byte[] bytes = serializer(serdes).serialize(Topics.TASKS_REQUESTED.name(), request);
        assertThat(bytes[0]).isZero();
        assertThat(deserializer(serdes).deserialize(Topics.TASKS_REQUESTED.name(), bytes))
                .isEqualTo(request);
    }

    @Test
    void aTombstoneIsNull() {
        assertThat(
                        deserializer(EventSerdes.inMemory())
                                .deserialize(Topics.TASKS_REQUESTED.name(), null))
                .isNull();
    }

    @Test
    void garbageIsUndecodable() {
        Deserializer<TaskRequested> deserializer = deserializer(EventSerdes.inMemory());
        for (byte[] garbage :
                List.of(
                        new byte[0],
                        "garbage".getBytes(StandardCharsets.UTF_8),
                        new byte[] {0, -1, -1, -1, -1, 3},
                        new byte[] {0, 0, 0, 0, 1, 3})) {
            assertThatThrownBy(
                            () -> deserializer.deserialize(Topics.TASKS_REQUESTED.name(), garbage))
                    .isInstanceOf(UndecodableRecordException.class);
        }
    }

    @Test
    void anEventOfAnotherTopicIsUndecodable() {
        EventSerdes serdes = EventSerdes.inMemory();
        byte[] bytes = serializer(serdes).serialize(Topics.TASKS_REQUESTED.name(), request);
        assertThatThrownBy(
                        () ->
                                serdes.deserializer(Topics.TASKS_RESULTS)
                                        .deserialize(Topics.TASKS_RESULTS.name(), bytes))
                .isInstanceOf(UndecodableRecordException.class);
    }

    @Test
    void anIdThatTheRegistryConfirmsAsUnknownIsUndecodable() throws IOException {
        EventSerdes serdes = EventSerdes.connect(startRegistry());
        status.set(404);
        assertThatThrownBy(
                        () ->
                                deserializer(serdes)
                                        .deserialize(Topics.TASKS_REQUESTED.name(), withId(777)))
                .isInstanceOf(UndecodableRecordException.class);
    }

    @Test
    void anIdThatTheRegistryCannotBeAskedAboutIsNotTheRecordsFault() throws IOException {
        EventSerdes serdes = EventSerdes.connect(startRegistry());
        for (int failure : new int[] {401, 429, 500, 503}) {
            status.set(failure);
            assertThatThrownBy(
                            () ->
                                    deserializer(serdes)
                                            .deserialize(
                                                    Topics.TASKS_REQUESTED.name(), withId(777)))
                    .isInstanceOf(RegistryUnavailableException.class);
        }
        registry.stop(0);
        assertThatThrownBy(
                        () ->
                                deserializer(serdes)
                                        .deserialize(Topics.TASKS_REQUESTED.name(), withId(777)))
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void aServiceThatOnceSawTheRegistryStartsWithoutIt() throws IOException {
        SchemaSettings settings = startRegistry();
        byte[] bytes =
                serializer(EventSerdes.connect(settings))
                        .serialize(Topics.TASKS_REQUESTED.name(), request);
        registry.stop(0);

        EventSerdes restarted = EventSerdes.connect(settings);

        assertThat(serializer(restarted).serialize(Topics.TASKS_REQUESTED.name(), request))
                .isEqualTo(bytes);
        assertThat(deserializer(restarted).deserialize(Topics.TASKS_REQUESTED.name(), bytes))
                .isEqualTo(request);
    }

    @Test
    void aSchemaThatTheRegistryRefusesStopsTheStart() throws IOException {
        SchemaSettings settings = startRegistry();
        status.set(409);
        assertThatThrownBy(() -> EventSerdes.connect(settings))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("agents.tasks.requested-value");
    }

    @Test
    void aClassThatIsNoSerializerIsNamed() throws IOException {
        SchemaSettings settings = startRegistry();
        SchemaSettings wrong =
                new SchemaSettings(
                        settings.registryUrl(),
                        "java.lang.String",
                        settings.deserializer(),
                        settings.cacheFile(),
                        settings.timeout(),
                        settings.properties());
        EventSerdes serdes = EventSerdes.connect(wrong);
        assertThatThrownBy(() -> serializer(serdes))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("java.lang.String");
    }

    private static Serializer<TaskRequested> serializer(EventSerdes serdes) {
        return serdes.serializer(Topics.TASKS_REQUESTED);
    }

    private static Deserializer<TaskRequested> deserializer(EventSerdes serdes) {
        return serdes.deserializer(Topics.TASKS_REQUESTED);
    }

    private static byte[] withId(int id) {
        return new byte[] {
            0, (byte) (id >>> 24), (byte) (id >>> 16), (byte) (id >>> 8), (byte) id, 2, 65
        };
    }

    /** A registry that gives ids in order and otherwise answers with the present status. */
    private SchemaSettings startRegistry() throws IOException {
        registry =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort()), 0);
        registry.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    boolean register =
                            REGISTER.matcher(exchange.getRequestURI().getPath()).matches();
                    int answer = status.get();
                    byte[] body =
                            (register && answer == 200
                                            ? "{\"id\":" + registrations.incrementAndGet() + "}"
                                            : "{\"error_code\":"
                                                    + answer
                                                    + "03,\"message\":\"told to fail\"}")
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    exchange.sendResponseHeaders(answer, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        registry.start();
        return SchemaSettings.of(
                "http://127.0.0.1:" + registry.getAddress().getPort(),
                folder.resolve("schemas.json"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
