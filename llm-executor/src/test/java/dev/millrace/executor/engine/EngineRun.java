package dev.millrace.executor.engine;

import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.executor.work.TurnRunner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** An engine with everything it needs, on a real broker. */
final class EngineRun implements AutoCloseable {

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final AtomicBoolean fenced = new AtomicBoolean();
    final Publisher publisher;
    final WorkEngine engine;

    EngineRun(
            String bootstrapServers,
            TurnTopics topics,
            String group,
            String instance,
            int concurrency,
            boolean leaveGroupOnStop,
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
        engine =
                new WorkEngines(
                                kafka,
                                topics.serdes(),
                                publisher,
                                meters,
                                Clock.systemUTC(),
                                () -> fenced.set(true))
                        .engine(
                                new WorkPlan<>(
                                        topics.work(runner),
                                        new EngineSettings(
                                                concurrency,
                                                1_000,
                                                128 << 20,
                                                Duration.ofSeconds(20)),
                                        Executors.newVirtualThreadPerTaskExecutor()),
                                new SourceSettings(
                                        Duration.ofMillis(200),
                                        leaveGroupOnStop,
                                        clients.consumer("turn")));
        engine.start();
    }

    int running() {
        return engine.status().running();
    }

    double count(ExecutorMetric metric) {
        return meters.get(metric.id()).counter().count();
    }

    @Override
    public void close() {
        engine.stop();
        publisher.close();
    }
}
