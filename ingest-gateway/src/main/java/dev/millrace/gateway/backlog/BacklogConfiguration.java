package dev.millrace.gateway.backlog;

import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.TopicGuard;
import dev.millrace.gateway.metrics.GatewayMetric;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Puts together what holds new tasks back while too much waits. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(
        name = {"millrace.gateway.backlog.enabled", "millrace.event-runtime.enabled"},
        matchIfMissing = true)
class BacklogConfiguration {

    private static final int AFTER_RATES = 200;
    private static final int ADMIN_TIMEOUT_MS = 3_000;
    private static final int HEAD_BYTES = 16 * 1024;

    @Bean
    KafkaBacklog kafkaBacklog(KafkaConnection kafka) {
        Map<String, Object> properties = kafka.clientProperties();
        properties.put("client.id", "ingest-gateway-backlog");
        properties.put("request.timeout.ms", ADMIN_TIMEOUT_MS);
        properties.put("default.api.timeout.ms", ADMIN_TIMEOUT_MS);
        return new KafkaBacklog(
                Admin.create(properties), new LogHeads(() -> consumer(kafka.consumerProperties())));
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> properties) {
        properties.put("client.id", "ingest-gateway-backlog-heads");
        properties.put("default.api.timeout.ms", ADMIN_TIMEOUT_MS);
        // One record of each partition is wanted; what comes with it is thrown away.
        properties.put("max.poll.records", 1);
        properties.put("max.partition.fetch.bytes", HEAD_BYTES);
        properties.put("fetch.max.bytes", HEAD_BYTES * 16);
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Needs the guard although it does not use it: the topics exist before anything asks. */
    @Bean(initMethod = "start")
    BacklogWatch backlogWatch(
            KafkaBacklog source,
            BacklogSettings settings,
            TopicGuard topics,
            MeterRegistry meters) {
        BacklogWatch watch =
                new BacklogWatch(
                        source,
                        settings.every(),
                        settings.validFor(),
                        System::nanoTime,
                        Clock.systemUTC());
        for (Lane lane : Lane.values()) {
            gauge(meters, GatewayMetric.QUEUE_DEPTH, watch, lane, Backlog.Waiting::count);
            gauge(
                    meters,
                    GatewayMetric.QUEUE_AGE,
                    watch,
                    lane,
                    waiting -> waiting.age().toMillis() / 1e3);
        }
        return watch;
    }

    private static void gauge(
            MeterRegistry meters,
            GatewayMetric metric,
            BacklogWatch watch,
            Lane lane,
            ToDoubleFunction<Backlog.Waiting> value) {
        Gauge.builder(
                        metric.metricName(),
                        watch,
                        seen ->
                                seen.backlog()
                                        .map(backlog -> value.applyAsDouble(backlog.in(lane)))
                                        .orElse(Double.NaN))
                .tag(GatewayMetric.LANE_TAG, lane.text())
                .register(meters);
    }

    @Bean
    @Order(AFTER_RATES)
    BacklogGate backlogGate(BacklogWatch watch, BacklogSettings settings, MeterRegistry meters) {
        return new BacklogGate(watch::backlog, new Bounds(settings), meters);
    }
}
