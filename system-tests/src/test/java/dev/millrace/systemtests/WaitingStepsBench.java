package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.TaskRequested;
import dev.millrace.devstack.Health;
import dev.millrace.devstack.Ports;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.schemas.Topics;
import dev.millrace.simulatedllm.FaultRates;
import dev.millrace.simulatedllm.SimulationConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/**
 * What it costs when very many steps wait for their next attempt, and how soon stream-processors
 * are back after a kill. Run by name: {@code -Dit.test=WaitingStepsBench}.
 */
class WaitingStepsBench {

    private static final int STEPS = Integer.getInteger("millrace.waiting.steps", 100_000);
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    /** As long as the averages of Kafka Streams look back. */
    private static final Duration TICKS = Duration.ofSeconds(60);

    private static final FaultRates ALL_REFUSED = new FaultRates(1, 0, 0, 0, 0);
    private static final SimulationConfig WELL =
            SimulationConfig.DEFAULT
                    .withLatency(Duration.ofMillis(50))
                    .withRetryAfter(Duration.ofHours(1));

    private static final Pipeline PIPELINE = Pipeline.shared();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void manyStepsWait() throws Exception {
        PIPELINE.model().configure(WELL.withFaults(ALL_REFUSED));
        tell("before");
        Instant start = Instant.now();
        submit();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> metric("agent_retries_total") >= STEPS);
        System.out.printf(
                "waiting: %d steps wait after %d s%n",
                STEPS, Duration.between(start, Instant.now()).toSeconds());
        tell("while they wait");
        await().pollDelay(TICKS).atMost(PATIENCE).untilAsserted(WaitingStepsBench::tellTicks);

        PIPELINE.model().configure(WELL);
        int restarts = PIPELINE.status(Ports.STREAM_PROCESSORS).restarts();
        Instant killed = Instant.now();
        PIPELINE.kill(Ports.STREAM_PROCESSORS);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> PIPELINE.status(Ports.STREAM_PROCESSORS).restarts() > restarts);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> PIPELINE.status(Ports.STREAM_PROCESSORS).health() == Health.HEALTHY);
        Duration back = Duration.between(killed, Instant.now());
        try (TaskClient client = PIPELINE.client()) {
            String state =
                    client.await(client.start("patient", "Are you back?")).get("state").asString();
            assertThat(state).isEqualTo("completed");
        }
        System.out.printf(
                "waiting: after kill -9 healthy in %d ms, a new task done in %d ms%n",
                back.toMillis(), Duration.between(killed, Instant.now()).toMillis());
        tell("after the restart");
    }

    private static void submit() {
        Map<String, Object> properties =
                new KafkaConnection(PIPELINE.bootstrapServers(), Map.of()).producerProperties();
        properties.put("linger.ms", 5);
        Instant deadline = Instant.now().plus(Duration.ofHours(6));
        try (KafkaProducer<String, TaskRequested> producer =
                new KafkaProducer<>(
                        properties,
                        new StringSerializer(),
                        PIPELINE.serdes().serializer(Topics.TASKS_REQUESTED))) {
            for (int i = 0; i < STEPS; i++) {
                TaskRequested request =
                        TaskRequested.newBuilder()
                                .setTaskId("waiting-" + i)
                                .setTenantId("tenant-" + i % 16)
                                .setAgent("patient")
                                .setPrompt("Are you well, number " + i + "?")
                                .setDeadline(deadline)
                                .build();
                // What is not written is missing at the end.
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        Topics.TASKS_REQUESTED.name(),
                                        request.getTenantId(),
                                        request));
            }
        }
    }

    private static void tell(String when) throws Exception {
        System.out.printf(
                "waiting: %s, stream-processors have %d MB resident, %.0f MB of heap in use, %d MB of state on disk%n",
                when,
                residentMegabytes(),
                metric("jvm_memory_used_bytes{area=\"heap\"") / 1e6,
                stateMegabytes());
    }

    private static void tellTicks() throws Exception {
        double latency = highest("kafka_stream_thread_punctuate_latency_avg");
        assertThat(latency).as("a tick takes milliseconds").isNotNaN();
        System.out.printf(
                "waiting: a tick takes %.2f ms on average, %.0f ms at most, in the thread where it takes longest%n",
                latency, highest("kafka_stream_thread_punctuate_latency_max"));
    }

    private static long residentMegabytes() throws IOException {
        Path status =
                Path.of("/proc/" + PIPELINE.status(Ports.STREAM_PROCESSORS).pid() + "/status");
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
                    .sum();
        }
    }

    private static long stateMegabytes() throws IOException {
        try (Stream<Path> files = Files.walk(PIPELINE.data(Ports.STREAM_PROCESSORS))) {
            return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0)
                            .sum()
                    / 1_000_000;
        }
    }

    private static double metric(String name) throws Exception {
        return values(name).sum();
    }

    private static double highest(String name) throws Exception {
        return values(name).filter(value -> !Double.isNaN(value)).max().orElse(Double.NaN);
    }

    private static DoubleStream values(String name) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        PIPELINE.url(Ports.STREAM_PROCESSORS)
                                                + "/actuator/prometheus"))
                        .build();
        return HTTP.send(request, BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
    }
}
