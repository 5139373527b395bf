package dev.millrace.eventruntime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

class KafkaClientMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final KafkaClientMeters meters = new KafkaClientMeters(() -> registry);

    @Test
    void aClientIsSeenUntilItEnds() throws Exception {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", "127.0.0.1:1", "client.id", "of-the-mill"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            try (AutoCloseable _ = meters.show(consumer)) {
                assertThat(registry.find("kafka.consumer.connection.count").gauges())
                        .singleElement()
                        .extracting(gauge -> gauge.getId().getTag("client.id"))
                        .isEqualTo("of-the-mill");
            }

            assertThat(registry.getMeters()).isEmpty();
        }
    }
}
