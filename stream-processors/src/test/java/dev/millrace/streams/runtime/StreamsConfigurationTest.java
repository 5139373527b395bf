package dev.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.eventruntime.DeadLetterHandler;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.TopicSettings;
import dev.millrace.schemas.Topic;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class StreamsConfigurationTest {

    @Test
    void tasksAreExactlyOnceAndVisibleSoon() {
        Map<String, ?> tasks = values(configuration(Map.of()).tasks());

        assertThat(tasks.get("application.id")).isEqualTo("agents-stream-processors");
        assertThat(tasks.get("processing.guarantee")).isEqualTo("exactly_once_v2");
        assertThat(tasks.get("commit.interval.ms")).isEqualTo(25L);
        assertThat(tasks.get("poll.ms")).isEqualTo(5L);
        assertThat(tasks.get("statestore.cache.max.bytes")).isEqualTo(0L);
        assertThat(tasks.get(DeadLetterHandler.INTERNAL_SOURCE)).isNull();
    }

    @Test
    void chunkingIsAtLeastOnce() {
        Map<String, ?> chunking = values(configuration(Map.of()).chunking());

        assertThat(chunking.get("application.id")).isEqualTo("agents-chunking");
        assertThat(chunking.get("processing.guarantee")).isEqualTo("at_least_once");
        assertThat(chunking.get("commit.interval.ms")).isEqualTo(500L);
    }

    @Test
    void everyApplicationReadsCommittedKeepsItsPlaceAndTakesTheLargestRecord() {
        StreamsConfiguration configuration = configuration(Map.of());
        for (Properties properties :
                new Properties[] {configuration.tasks(), configuration.chunking()}) {
            StreamsConfig streams = new StreamsConfig(properties);
            Map<String, Object> consumer = streams.getMainConsumerConfigs("g", "c", 1);
            Map<String, Object> producer = streams.getProducerConfigs("p");

            assertThat(consumer.get("isolation.level")).isEqualTo("read_committed");
            assertThat(consumer.get("group.instance.id")).isEqualTo("stream-processors-0-1");
            assertThat(consumer.get("session.timeout.ms")).isEqualTo(8_000);
            assertThat(consumer.get("heartbeat.interval.ms")).isEqualTo(2_000);
            assertThat((int) producer.get("max.request.size"))
                    .isGreaterThan(Topic.MAX_RECORD_BYTES);
            assertThat(producer.get("linger.ms")).isEqualTo(0);
            assertThat(properties.get("ensure.explicit.internal.resource.naming")).isEqualTo(true);
            assertThat(properties.get("deserialization.exception.handler"))
                    .isEqualTo(DeadLetterHandler.class.getName());
            assertThat(properties.get("processing.exception.handler"))
                    .isEqualTo(DeadLetterHandler.class.getName());
        }
    }

    @Test
    void whatIsPassedThroughComesLast() {
        Properties tasks = configuration(Map.of("streams.properties.poll.ms", "77")).tasks();

        assertThat(values(tasks).get("poll.ms")).isEqualTo(77L);
    }

    private static Map<String, ?> values(Properties properties) {
        return new StreamsConfig(properties).values();
    }

    private static StreamsConfiguration configuration(Map<String, String> values) {
        StreamsSettings settings =
                new Binder(new MapConfigurationPropertySource(values))
                        .bindOrCreate("streams", StreamsSettings.class);
        return new StreamsConfiguration(
                settings,
                new KafkaConnection("broker:9092", Map.of()),
                new TopicSettings(true, (short) 1));
    }
}
