package dev.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.Priority;
import dev.millrace.devstack.Ports;
import dev.millrace.devstack.ServerStack;
import dev.millrace.devstack.junit.DevStackExtension;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Limits that hold across instances, a pipeline that is full, and a Kafka that is away. */
@Timeout(240)
@ExtendWith(DevStackExtension.class)
class LimitsIT {

    private static final int RATE = 20;
    private static final int BURST = 60;
    private static final int CALLERS = 64;
    private static final String INTAKE = waiting("intake");
    private static final String THREADS = "jvm_threads_live_threads";
    private static final Pattern METRIC = Pattern.compile("(?m)^([a-z].*) ([-+.0-9A-Za-z]+)$");

    @TempDir static Path home;

    private static final String FREE = "key-of-the-free";
    private static final String LIMITED = "key-of-the-limited";

    /** An idempotency key whose task waits to be admitted. */
    private static final String CLAIMED = newKey();

    /** Ports of the two gateways. */
    private static final int ONE = freePort();

    private static final int TWO = freePort();

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static ServerStack servers;
    private static GatewayProcess one;
    private static GatewayProcess two;
    private static WaitingWork work;

    @BeforeAll
    static void start(ServerStack stack) throws Exception {
        servers = stack;
        one = new GatewayProcess(stack, home, ONE, "1", settings("24h"));
        two = new GatewayProcess(stack, home, TWO, "2", settings("24h"));
        one.start();
        two.start();
        work = new WaitingWork(stack, home.resolve("work-schemas.json"));
        // Tests before this one left tasks that nobody took.
        work.finish();
        awaitTaken(ONE);
        awaitTaken(TWO);
    }

    private static Map<String, String> settings(String age) {
        return Map.of(
                "MILLRACE_KEYS_0_KEY", FREE,
                "MILLRACE_KEYS_0_TENANT", "free",
                "MILLRACE_KEYS_0_ROLES", "submitter,viewer",
                "MILLRACE_KEYS_1_KEY", LIMITED,
                "MILLRACE_KEYS_1_TENANT", "limited",
                "MILLRACE_KEYS_1_ROLES", "submitter",
                "MILLRACE_GATEWAY_RATES_TENANTS_LIMITED_TENANTREQUESTS", RATE + "/s burst " + BURST,
                "MILLRACE_GATEWAY_BACKLOG_TASKS", "1000",
                "MILLRACE_GATEWAY_BACKLOG_AGE", age);
    }

    @AfterAll
    static void stop() {
        work.close();
        one.close();
        two.close();
    }

    @Test
    void twoInstancesLetThroughNoMoreThanOneWouldAndABurst() throws Exception {
        int seconds = 6;
        Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
        long start = System.nanoTime();
        try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                int gateway = i % 2 == 0 ? ONE : TWO;
                callers.execute(
                        () -> {
                            while (System.nanoTime() - start < seconds * 1_000_000_000L) {
                                statuses.add(status(gateway, LIMITED, "normal"));
                            }
                        });
            }
        }
        double took = (System.nanoTime() - start) / 1e9;
        long passed = statuses.stream().filter(status -> status == 202).count();
        long refused = statuses.stream().filter(status -> status == 429).count();
        System.out.printf(
                "%d passed and %d were refused in %.1f s on two instances at %d/s, burst %d%n",
                passed, refused, took, RATE, BURST);

        assertThat(refused).isPositive();
        // The exchange takes a tenth of a second and its way; a busy machine gets two seconds.
        assertThat((double) passed)
                .isLessThanOrEqualTo(BURST + RATE * took + (BURST + RATE * 2.0))
                .isGreaterThanOrEqualTo(BURST + RATE * (took - 2));
    }

    @Test
    void aFullPipelineRefusesLowThenNormalThenHigh() throws Exception {
        try {
            setBacklog(0);
            await().atMost(Duration.ofSeconds(30)).until(() -> metric(ONE, INTAKE) == 0);
            for (int i = 0; i < 1_200; i++) {
                if (i % 300 == 0) {
                    setBacklog(0);
                }
                status(ONE, FREE, "high");
            }
            List<List<Integer>> seen = new ArrayList<>();
            for (int open : List.of(100, 650, 850, 1_050, 100)) {
                setBacklog(open);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> Math.abs(metric(ONE, INTAKE) - open) < 30);
                seen.add(statuses(ONE));
            }
            System.out.println(
                    "low, normal and high at a backlog of 10, 65, 85, 105, 10 %: " + seen);
            assertThat(seen)
                    .containsExactly(
                            List.of(202, 202, 202),
                            List.of(503, 202, 202),
                            List.of(503, 503, 202),
                            List.of(503, 503, 503),
                            List.of(202, 202, 202));
        } finally {
            setBacklog(0);
            await().atMost(Duration.ofSeconds(30)).until(() -> metric(ONE, INTAKE) < 100);
        }
    }

    @Test
    void turnsThatWaitInTheirLanesRefuseLowThenNormalThenHigh() throws Exception {
        work.finish();
        awaitWaiting(ONE, "low", 0);
        List<List<Integer>> seen = new ArrayList<>();
        try {
            work.turns(Priority.low, 650);
            awaitWaiting(ONE, "low", 650);
            seen.add(statuses(ONE));
            work.turns(Priority.normal, 200);
            awaitWaiting(ONE, "normal", 200);
            seen.add(statuses(ONE));
            work.turns(Priority.high, 200);
            awaitWaiting(ONE, "high", 200);
            seen.add(statuses(ONE));
            work.finish(Topics.TURNS_REQUESTED_LOW);
            awaitWaiting(ONE, "low", 0);
            seen.add(statuses(ONE));
        } finally {
            work.finish();
        }
        System.out.println(
                "low, normal and high with 650 low, 200 normal, 200 high turns, and without low: "
                        + seen);
        assertThat(seen)
                .containsExactly(
                        List.of(503, 202, 202),
                        List.of(503, 503, 202),
                        List.of(503, 503, 503),
                        List.of(202, 202, 202));
    }

    @Test
    void documentsThatWaitRefuseTasksThatBringSome() throws Exception {
        work.finish();
        awaitWaiting(ONE, "chunks", 0);
        try {
            work.batches(650);
            awaitWaiting(ONE, "chunks", 650);
            assertThat(withDocument("low")).isEqualTo(503);
            assertThat(withDocument("normal")).isEqualTo(202);
            assertThat(statuses(ONE)).containsOnly(202);
        } finally {
            work.finish();
        }
        awaitWaiting(ONE, "chunks", 0);
        assertThat(withDocument("low")).isEqualTo(202);
    }

    @Test
    void turnsThatWaitLongRefuseWhatWouldWaitBehindThem() throws Exception {
        int port = freePort();
        work.finish();
        work.turns(Priority.low, 3);
        long written = System.nanoTime();
        List<List<Integer>> seen = new ArrayList<>();
        try (GatewayProcess late =
                new GatewayProcess(servers, home, port, "late", settings("10s"))) {
            late.start();
            double before = (System.nanoTime() - written) / 1e9;
            await().atMost(Duration.ofSeconds(60)).until(() -> metric(port, waiting("low")) >= 3);
            assertThat(metric(port, age("low")))
                    .as("waited before the gateway started")
                    .isGreaterThan(before - 1);
            seen.add(statusesWhenOld(port, "low"));
            work.turns(Priority.normal, 3);
            seen.add(statusesWhenOld(port, "normal"));
            work.turns(Priority.high, 3);
            seen.add(statusesWhenOld(port, "high"));

            work.finish();
            work.turns(Priority.high, 40);
            await().atMost(Duration.ofSeconds(30)).until(() -> metric(port, waiting("high")) >= 40);
            // Of each partition that has a turn, what is left is the mark of the transaction.
            work.finishBut(Topics.TURNS_REQUESTED_HIGH, 1);
            await().atMost(Duration.ofSeconds(60)).until(() -> metric(port, waiting("high")) == 0);
            work.finish(Topics.TASKS_REQUESTED);
            awaitTaken(port);
        } finally {
            work.finish();
        }
        System.out.println("low, normal and high behind old low, normal, high turns: " + seen);
        assertThat(seen)
                .containsExactly(
                        List.of(503, 202, 202), List.of(503, 503, 202), List.of(503, 503, 503));
    }

    /** What is taken once turns of a lane have waited too long, and tasks before them have not. */
    private static List<Integer> statusesWhenOld(int gateway, String lane) throws Exception {
        await().atMost(Duration.ofSeconds(60)).until(() -> metric(gateway, age(lane)) > 10);
        work.finish(Topics.TASKS_REQUESTED);
        await().atMost(Duration.ofSeconds(10)).until(() -> metric(gateway, INTAKE) == 0);
        return statuses(gateway);
    }

    private static void awaitWaiting(int gateway, String lane, int count) {
        // Transactions and tasks of tests that ran before make it a few more.
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                metric(gateway, waiting(lane)) >= count
                                        && metric(gateway, waiting(lane)) < count + 30);
    }

    private static String waiting(String lane) {
        return "agent_queue_depth{lane=\"" + lane + "\"}";
    }

    private static String age(String lane) {
        return "agent_queue_age_seconds{lane=\"" + lane + "\"}";
    }

    /** Whether tasks of low, normal and high priority are taken. */
    private static List<Integer> statuses(int gateway) {
        return List.of(
                status(gateway, FREE, "low"),
                status(gateway, FREE, "normal"),
                status(gateway, FREE, "high"));
    }

    private static int withDocument(String priority) {
        return submit(
                ONE,
                FREE,
                "{\"prompt\":\"Why?\",\"priority\":\""
                        + priority
                        + "\",\"documents\":[{\"id\":\"a\",\"text\":\"So.\"}]}");
    }

    @Test
    void whileKafkaIsAwayEverySubmissionIsRefusedSoonAndNothingGrows() throws Exception {
        double heapBefore = usedHeap(ONE);
        double threadsBefore = metric(ONE, THREADS);
        assertThat(status(TWO, FREE, "normal", CLAIMED)).isEqualTo(202);
        servers.pause(Ports.KAFKA);
        Queue<Long> millis = new ConcurrentLinkedQueue<>();
        Map<Integer, Integer> statuses = new TreeMap<>();
        DoubleAccumulator heap = new DoubleAccumulator(Math::max, 0);
        DoubleAccumulator threads = new DoubleAccumulator(Math::max, 0);
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            long start = System.nanoTime();
            for (int i = 0; i < CALLERS; i++) {
                int kind = i % 3;
                callers.execute(
                        () -> {
                            while (System.nanoTime() - start < 15_000_000_000L) {
                                long sent = System.nanoTime();
                                int status =
                                        switch (kind) {
                                            case 0 -> status(ONE, FREE, "normal");
                                            case 1 -> status(ONE, FREE, "normal", CLAIMED);
                                            default -> status(ONE, FREE, "normal", newKey());
                                        };
                                millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sent));
                                synchronized (statuses) {
                                    statuses.merge(status, 1, Integer::sum);
                                }
                            }
                        });
            }
            await().pollInterval(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(30))
                    .until(
                            () -> {
                                heap.accumulate(usedHeap(ONE));
                                threads.accumulate(metric(ONE, THREADS));
                                return System.nanoTime() - start > 12_000_000_000L;
                            });
        } finally {
            servers.resume(Ports.KAFKA);
        }
        long[] sorted = millis.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                "without Kafka: %s, median %d ms, longest %d ms; heap %.0f, at most %.0f MiB; threads %.0f, at most %.0f%n",
                statuses,
                sorted[sorted.length / 2],
                sorted[sorted.length - 1],
                heapBefore,
                heap.get(),
                threadsBefore,
                threads.get());

        assertThat(statuses).containsOnlyKeys(503);
        assertThat(sorted[sorted.length / 2]).isLessThan(2_000);
        // A machine that is busy with others may delay an answer.
        assertThat(sorted[sorted.length - 1]).isLessThan(4_000);
        assertThat(heap.get()).as("MiB of 256").isLessThan(245);
        assertThat(threads.get()).isLessThan(threadsBefore + 20);
        awaitTaken(ONE);
        awaitTaken(TWO);
    }

    private static void awaitTaken(int gateway) {
        await().atMost(Duration.ofSeconds(90)).until(() -> status(gateway, FREE, "high") == 202);
    }

    private static String newKey() {
        return UUID.randomUUID().toString();
    }

    private static int status(int gateway, String key, String priority, String... idempotencyKey) {
        return submit(
                gateway,
                key,
                "{\"prompt\":\"Why?\",\"priority\":\"" + priority + "\"}",
                idempotencyKey);
    }

    private static int submit(int gateway, String key, String body, String... idempotencyKey) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(gateway, "/v1/tasks"))
                        .timeout(Duration.ofSeconds(30))
                        .header("X-API-Key", key)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body));
        for (String idempotency : idempotencyKey) {
            request.header("Idempotency-Key", idempotency);
        }
        return send(request.build()).statusCode();
    }

    private static double usedHeap(int gateway) {
        return METRIC.matcher(metrics(gateway))
                        .results()
                        .filter(
                                found ->
                                        found.group(1)
                                                .startsWith("jvm_memory_used_bytes{area=\"heap\""))
                        .mapToDouble(found -> Double.parseDouble(found.group(2)))
                        .sum()
                / 1024
                / 1024;
    }

    private static double metric(int gateway, String name) {
        return METRIC.matcher(metrics(gateway))
                .results()
                .filter(found -> found.group(1).equals(name))
                .mapToDouble(found -> Double.parseDouble(found.group(2)))
                .findFirst()
                .orElse(Double.NaN);
    }

    private static String metrics(int gateway) {
        return send(HttpRequest.newBuilder(uri(gateway, "/actuator/prometheus"))
                        .timeout(Duration.ofSeconds(30))
                        .build())
                .body();
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets so many tasks wait to be admitted. */
    private static void setBacklog(long open) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrapServers()))) {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            long rest = open;
            for (int i = 0; i < Topics.PARTITIONS; i++) {
                TopicPartition partition = new TopicPartition(Topics.TASKS_REQUESTED.name(), i);
                long end = end(admin, partition);
                long here = Math.min(rest, end);
                rest -= here;
                offsets.put(partition, new OffsetAndMetadata(end - here));
            }
            assertThat(rest).as("tasks that are missing for a backlog of " + open).isZero();
            admin.alterConsumerGroupOffsets("agents-stream-processors", offsets).all().get();
        }
    }

    private static long end(Admin admin, TopicPartition partition) throws Exception {
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get()
                .offset();
    }
}
