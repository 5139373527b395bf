package dev.millrace.gateway.streaming;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.gateway.kafka.SharedQuestion;
import dev.millrace.gateway.metrics.GatewayMetric;
import dev.millrace.gateway.view.TaskView;
import dev.millrace.schemas.Topics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/** Puts together what lets readers follow tasks. */
@Configuration(proxyBeanMethods = false)
class StreamingConfiguration {

    @Bean
    StreamsOfView taskStreams(
            TaskView view, ObjectProvider<KafkaTokenLog> log, MeterRegistry meters) {
        TokenLog words = log.getIfAvailable();
        StreamsOfView streams =
                new StreamsOfView(view, words == null ? TokenLog.NONE : words, Clock.systemUTC());
        Gauge.builder(GatewayMetric.STREAMS.metricName(), streams, StreamsOfView::count)
                .register(meters);
        return streams;
    }

    /** Lets readers go when the process is asked to end. */
    @Configuration(proxyBeanMethods = false)
    static class Closing {

        private final StreamsOfView streams;

        Closing(StreamsOfView streams) {
            this.streams = streams;
        }

        @EventListener(ContextClosedEvent.class)
        void closeAll() {
            streams.closeAll();
        }
    }

    /** What reads from Kafka; without it the words of a task come as a whole when it ends. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(
            name = {"millrace.gateway.view.enabled", "millrace.gateway.streaming.enabled"},
            matchIfMissing = true)
    static class Reading {

        private static final int ADMIN_TIMEOUT_MS = 3_000;

        private final List<PartitionTokens> memory;

        Reading(StreamingSettings settings) {
            int partitions = Topics.TOKENS_STREAMED.partitions();
            long bytes = settings.memory().toBytes() / partitions;
            this.memory =
                    IntStream.range(0, partitions)
                            .mapToObj(_ -> new PartitionTokens(bytes))
                            .toList();
        }

        @Bean(initMethod = "start")
        TokenTail tokenTail(KafkaConnection kafka, EventSerdes serdes) {
            return new TokenTail(kafka, serdes, memory, Clock.systemUTC());
        }

        @Bean
        KafkaPartitions tokenPartitions(KafkaConnection kafka, EventSerdes serdes) {
            return new KafkaPartitions(kafka, serdes);
        }

        @Bean
        SharedTokenScan tokenScan(KafkaPartitions partitions, StreamingSettings settings) {
            return new SharedTokenScan(
                    memory.size(),
                    partitions,
                    // Platform threads, as a poll loop must not run on a virtual one.
                    Executors.newFixedThreadPool(
                            settings.scans(),
                            Thread.ofPlatform().name("token-scan-", 0).daemon().factory()));
        }

        @Bean
        Admin tokensAdmin(KafkaConnection kafka) {
            Map<String, Object> properties = kafka.clientProperties();
            properties.put("client.id", "ingest-gateway-tokens");
            properties.put("request.timeout.ms", ADMIN_TIMEOUT_MS);
            properties.put("default.api.timeout.ms", ADMIN_TIMEOUT_MS);
            return Admin.create(properties);
        }

        @Bean
        KafkaTokenLog tokenLog(SharedTokenScan scan, Admin tokensAdmin, MeterRegistry meters) {
            KafkaTokenLog log =
                    new KafkaTokenLog(memory, scan, new SharedQuestion<>(() -> ends(tokensAdmin)));
            Gauge.builder(GatewayMetric.TOKEN_BYTES.metricName(), log, KafkaTokenLog::bytes)
                    .register(meters);
            return log;
        }

        private static CompletionStage<Map<Integer, Long>> ends(Admin admin) {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            for (int i = 0; i < Topics.TOKENS_STREAMED.partitions(); i++) {
                latest.put(
                        new TopicPartition(Topics.TOKENS_STREAMED.name(), i), OffsetSpec.latest());
            }
            return admin.listOffsets(latest)
                    .all()
                    .toCompletionStage()
                    .thenApply(
                            found -> {
                                Map<Integer, Long> ends = new HashMap<>();
                                found.forEach(
                                        (place, end) -> ends.put(place.partition(), end.offset()));
                                return ends;
                            });
        }
    }
}
