package dev.millrace.executor.engine;

import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.metrics.KafkaClientMeters;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.executor.metrics.ExecutorMetric;
import dev.millrace.executor.tokens.TokenStreams;
import dev.millrace.executor.work.TurnRunner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** An engine with everything it needs, on a real broker. */
final class EngineRun implements AutoCloseable {

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final AtomicBoolean fenced = new AtomicBoolean();
    final Publisher publisher;
    final TokenStreams tokens;
    final WorkEngine engine;

    final Cancellations cancellations = new Cancellations(1_000, Clock.systemUTC());
    final CancelFeed cancels;

    EngineRun(
            String bootstrapServers,
            TurnTopics topics,
            String group,
            String instance,
            int concurrency,
            boolean leaveGroupOnStop,
            TurnRunner runner) {
        this(
                bootstrapServers,
                topics,
                group,
                instance,
                concurrency,
                leaveGroupOnStop,
                Duration.ofSeconds(20),
                runner);
    }

    EngineRun(
            String bootstrapServers,
            TurnTopics topics,
            String group,
            String instance,
            int concurrency,
            boolean leaveGroupOnStop,
            Duration drainTimeout,
            TurnRunner runner) {
        KafkaConnection kafka = new KafkaConnection(bootstrapServers, Map.of());
        KafkaClients clients =
                new KafkaClients(
                        kafka, group + ".", instance, Duration.ofSeconds(10), Duration.ZERO);
        publisher =
                new Publisher(
                        new KafkaProducer<>(
                                clients.producer(),
                                new ByteArraySerializer(),
                                new ByteArraySerializer()));
        tokens =
                new TokenStreams(
                        1_000,
                        new TokenPublisher(topics.tokens(), topics.serdes(), publisher),
                        meters,
                        Clock.systemUTC());
        engine =
                new WorkEngines(
                                kafka,
                                topics.serdes(),
                                publisher,
                                cancellations,
                                meters,
                                Spans.OFF,
                                Clock.systemUTC(),
                                () -> fenced.set(true))
                        .engine(
                                new WorkPlan<>(
                                        topics.work(runner, tokens),
                                        new EngineSettings(
                                                concurrency, 1_000, 128 << 20, drainTimeout),
                                        Executors.newVirtualThreadPerTaskExecutor()),
                                new SourceSettings(
                                        Duration.ofMillis(200),
                                        leaveGroupOnStop,
                                        clients.consumer("turn"),
                                        clients.outcomeConsumer("turn")));
        cancels =
                new CancelFeed(
                        topics.canceled(),
                        Duration.ofMinutes(10),
                        () ->
                                new KafkaConsumer<>(
                                        clients.cancelConsumer(),
                                        new ByteArrayDeserializer(),
                                        new ByteArrayDeserializer()),
                        new KafkaClientMeters(() -> meters),
                        cancellations,
                        Clock.systemUTC());
        cancels.start();
        awaitCancels();
        engine.start();
    }

    int running() {
        return engine.status().running();
    }

    double count(ExecutorMetric metric) {
        return meters.get(metric.id()).counter().count();
    }

    private void awaitCancels() {
        try {
            if (!cancels.awaitCaughtUp(Duration.ofSeconds(20))) {
                throw new IllegalStateException("cancels are not heard: " + cancels.problem());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        engine.stop();
        cancels.close();
        tokens.close();
        publisher.close();
    }
}
