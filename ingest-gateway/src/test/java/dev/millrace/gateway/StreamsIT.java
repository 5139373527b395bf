package dev.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.devstack.ServerStack;
import dev.millrace.devstack.junit.DevStackExtension;
import dev.millrace.gateway.StreamClient.Event;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Streams of tasks that the test itself writes to the topics, as the pipeline would. */
@Timeout(600)
@ExtendWith(DevStackExtension.class)
class StreamsIT {

    /** How many streams to open at once, and the heap to do it with; see the README for both. */
    private static final String STREAMS = "millrace.streams";

    private static final String HEAP = "millrace.streams.heap";

    /** As many streams as are open when their gateway is killed. */
    private static final int MANY = 320;

    /** In how many pieces a model says what it says. */
    private static final int PARTS = 10;

    @TempDir static Path home;
    @TempDir static Path otherHome;

    private static StreamedTasks tasks;
    private static GatewayProcess gateway;
    private static GatewayProcess other;
    private static int port;
    private static int otherPort;

    @BeforeAll
    static void start(ServerStack stack) throws Exception {
        port = freePort();
        otherPort = freePort();
        gateway =
                new GatewayProcess(stack, home, port, "1")
                        .withHeap(System.getProperty(HEAP, "256m"));
        other = new GatewayProcess(stack, otherHome, otherPort, "2");
        gateway.start();
        tasks = new StreamedTasks(stack, home.resolve("test-schemas.json"));
    }

    @AfterAll
    static void stop() {
        tasks.close();
        gateway.close();
        other.close();
    }

    @Test
    void wordsAreToldWhileTheyComeAndGoOnElsewhereWhenTheGatewayIsKilled() throws Exception {
        String id = id();
        tasks.begin(id);
        StreamClient client = new StreamClient(port, id);
        client.readUntil("step");
        tasks.say(id, "call", 0, "Once ", false);
        assertThat(client.readUntil("delta").text()).isEqualTo("Once ");
        tasks.say(id, "call", 1, "upon ", false);
        assertThat(client.readUntil("delta").text()).isEqualTo("upon ");

        gateway.kill();
        tasks.say(id, "call", 2, "a ", false);
        other.start();
        tasks.say(id, "call", 3, "time", true);
        StreamClient again = new StreamClient(otherPort, id, client.lastId());
        assertThat(again.readUntil("delta").text()).isEqualTo("a ");
        assertThat(again.readUntil("delta").text()).isEqualTo("time");
        tasks.complete(id, "call", "Once upon a time");
        List<Event> rest = again.readToEnd();
        assertThat(rest).extracting(Event::name).containsExactly("step", "result", "done");

        // A gateway that has just started, and was away while most of it happened.
        gateway.start();
        List<Event> whole = new StreamClient(port, id).readToEnd();
        assertThat(whole)
                .extracting(Event::name)
                .containsExactly(
                        "state", "state", "step", "delta", "delta", "delta", "delta", "step",
                        "result", "done");
        assertThat(StreamClient.text(whole)).isEqualTo("Once upon a time");
        for (int i = 0; i < whole.size() - 2; i++) {
            assertThat(new StreamClient(port, id, whole.get(i).id()).readToEnd())
                    .isEqualTo(whole.subList(i + 1, whole.size()));
        }
        other.kill();
    }

    @Test
    void wordsThatAreNotInMemoryAnyMoreAreReadFromKafka() throws Exception {
        String id = id();
        tasks.begin(id);
        tasks.say(id, "crashed", 0, "Never", false);
        tasks.say(id, "call", 0, "Before ", false);
        // More than a partition's share of the memory, on all partitions.
        tasks.fill(40 * 1024 * 1024);
        tasks.say(id, "call", 1, "and after", true);
        tasks.complete(id, "call", "Before and after");

        List<Event> events = new StreamClient(port, id).readToEnd();

        assertThat(StreamClient.text(events)).isEqualTo("Before and after");
        assertThat(events)
                .extracting(Event::name)
                .containsSubsequence("delta", "reset", "delta", "delta", "result", "done");
    }

    @Test
    void hundredsOfStreamsGoOnElsewhereAtOnceWhenTheirGatewayIsKilled() throws Exception {
        List<StreamClient> clients = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            String id = id();
            ids.add(id);
            tasks.begin(id);
            tasks.say(id, "call-" + id, 0, part(id, 0), false);
            tasks.say(id, "call-" + id, 1, part(id, 1), false);
        }
        tasks.flush();
        for (String id : ids) {
            StreamClient client = new StreamClient(port, id);
            assertThat(client.readUntil("delta").text()).isEqualTo(part(id, 0));
            assertThat(client.readUntil("delta").text()).isEqualTo(part(id, 1));
            clients.add(client);
        }
        // So that the words up to here are in nobody's memory when all come back.
        tasks.fill(40 * 1024 * 1024);

        gateway.kill();
        other.start();
        long start = System.nanoTime();
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Event>>> rests = new ArrayList<>();
            List<Future<List<Event>>> wholes = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                String id = ids.get(i);
                String lastId = clients.get(i).lastId();
                rests.add(
                        readers.submit(() -> new StreamClient(otherPort, id, lastId).readToEnd()));
            }
            for (String id : ids.subList(0, MANY / 4)) {
                wholes.add(readers.submit(() -> new StreamClient(otherPort, id).readToEnd()));
            }
            sayFrom(2, ids);
            for (int i = 0; i < MANY; i++) {
                List<Event> rest = rests.get(i).get();
                String before = part(ids.get(i), 0) + part(ids.get(i), 1);
                assertThat(before + StreamClient.text(rest)).isEqualTo(text(ids.get(i)));
                assertThat(rest)
                        .extracting(Event::name)
                        .doesNotContain("reset")
                        .containsOnlyOnce("result")
                        .endsWith("result", "done");
            }
            for (int i = 0; i < wholes.size(); i++) {
                assertThat(StreamClient.text(wholes.get(i).get())).isEqualTo(text(ids.get(i)));
            }
        }
        System.out.printf(
                "%d streams of a killed gateway went on at the other, all told in %d ms%n",
                MANY, (System.nanoTime() - start) / 1_000_000);
        other.kill();
        gateway.start();
    }

    @Test
    void aGatewayThatEndsLetsItsReadersGo() throws Exception {
        String id = id();
        tasks.begin(id);
        StreamClient client = new StreamClient(port, id);
        client.readUntil("step");

        assertThat(gateway.stop()).as("the gateway ends by itself").isTrue();

        assertThat(client.isAtEnd()).isTrue();
        gateway.start();
        tasks.say(id, "call", 0, "Later", true);
        tasks.complete(id, "call", "Later");
        assertThat(StreamClient.text(new StreamClient(port, id, client.lastId()).readToEnd()))
                .isEqualTo("Later");
    }

    @Test
    @EnabledIfSystemProperty(named = STREAMS, matches = "\\d+")
    void thousandsOfStreamsGetTheirOwnEventsAndLeaveNothingBehind() throws Exception {
        int count = Integer.getInteger(STREAMS);
        // Once before, so that what is loaded on first use is there already.
        followAll(Math.min(count, 200));
        ProcessUse before = ProcessUse.of(gateway.pid());

        ProcessUse open = followAll(count);

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> {
                            ProcessUse after = ProcessUse.of(gateway.pid());
                            assertThat(after.sockets()).isLessThanOrEqualTo(before.sockets() + 10);
                            assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 20);
                        });
        ProcessUse after = ProcessUse.of(gateway.pid());
        System.out.printf(
                "%d streams: before %s, open %s, after %s; %d bytes of heap a stream%n",
                count, before, open, after, (open.heapBytes() - before.heapBytes()) / count);
        // What 16 MiB of words in memory may take beside what streams leave behind.
        assertThat(after.heapBytes()).isLessThan(before.heapBytes() + 48L * 1024 * 1024);
    }

    /** What the gateway takes while all streams are open. */
    private static ProcessUse followAll(int count) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = id();
            tasks.begin(id);
            ids.add(id);
        }
        tasks.flush();
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Event>>> read = new ArrayList<>();
            List<StreamClient> clients = new ArrayList<>();
            for (String id : ids) {
                StreamClient client = new StreamClient(port, id);
                client.readUntil("step");
                clients.add(client);
            }
            ProcessUse open = ProcessUse.of(gateway.pid());
            for (StreamClient client : clients) {
                read.add(readers.submit(client::readToEnd));
            }
            long start = System.nanoTime();
            sayFrom(0, ids);
            for (int i = 0; i < count; i++) {
                assertThat(StreamClient.text(read.get(i).get())).isEqualTo(text(ids.get(i)));
            }
            System.out.printf(
                    "%d streams, 10 deltas each, were told in %d ms%n",
                    count, (System.nanoTime() - start) / 1_000_000);
            return open;
        }
    }

    private static String text(String id) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < PARTS; i++) {
            text.append(part(id, i));
        }
        return text.toString();
    }

    /** Says what is missing from a part on, in turns, and completes the tasks. */
    private static void sayFrom(int first, List<String> ids) {
        for (int i = first; i < PARTS; i++) {
            for (String id : ids) {
                tasks.say(id, "call-" + id, i, part(id, i), i == PARTS - 1);
            }
        }
        tasks.flush();
        for (String id : ids) {
            tasks.end(id, "call-" + id, text(id));
        }
        tasks.flush();
    }

    private static String part(String id, int number) {
        return id + "-" + number + " ";
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
