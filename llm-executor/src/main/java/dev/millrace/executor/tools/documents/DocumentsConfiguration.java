package dev.millrace.executor.tools.documents;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.executor.ExecutorSettings;
import dev.millrace.executor.tools.ToolSource;
import dev.millrace.executor.work.ChunkScorer;
import dev.millrace.executor.work.Tool;
import dev.millrace.schemas.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sets up the search in documents. */
@Configuration(proxyBeanMethods = false)
class DocumentsConfiguration {

    /** Reading is short; more calls at once wait for each other. */
    private static final int READERS = 4;

    private static final int KIBIBYTE = 1024;

    @Bean
    KafkaTaskChunks taskChunks(
            KafkaConnection kafka, EventSerdes serdes, ExecutorSettings settings) {
        return new KafkaTaskChunks(
                () ->
                        new KafkaConsumer<>(
                                consumer(kafka, settings.instanceId()),
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer()),
                serdes.deserializer(Topics.CHUNKS_CREATED),
                READERS);
    }

    @Bean
    ToolSource documentTools(KafkaTaskChunks chunks, ChunkScorer scorer) {
        List<Tool> tools = List.of(new SearchDocuments(chunks, scorer));
        return () -> tools;
    }

    private static Map<String, Object> consumer(KafkaConnection kafka, String instanceId) {
        Map<String, Object> properties = kafka.consumerProperties();
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, instanceId + "-documents");
        // What is sought has neighbours that nobody asked for.
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 * KIBIBYTE);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1024 * KIBIBYTE);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        return properties;
    }
}
