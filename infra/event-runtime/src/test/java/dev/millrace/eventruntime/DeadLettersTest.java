package dev.millrace.eventruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

    @Test
    void aDeadLetterKeepsTheBytesAndSaysWhereFromAndWhy() {
        byte[] value = {1, 2, 3};
        ConsumerRecord<byte[], byte[]> source =
                new ConsumerRecord<>(
                        "agents.tasks.requested",
                        3,
                        42L,
                        "dev".getBytes(StandardCharsets.UTF_8),
                        value);
        source.headers().add("traceparent", "t".getBytes(StandardCharsets.UTF_8));

        ProducerRecord<byte[], byte[]> letter =
                DeadLetters.of(source, new UndecodableRecordException("garbage"));

        assertThat(letter.topic()).isEqualTo("agents.tasks.requested.dlq");
        assertThat(letter.key()).isEqualTo(source.key());
        assertThat(letter.value()).isSameAs(value);
        assertThat(header(letter, "traceparent")).isEqualTo("t");
        assertThat(header(letter, "__streams.errors.topic")).isEqualTo("agents.tasks.requested");
        assertThat(header(letter, "__streams.errors.partition")).isEqualTo("3");
        assertThat(header(letter, "__streams.errors.offset")).isEqualTo("42");
        assertThat(header(letter, "__streams.errors.exception"))
                .isEqualTo(UndecodableRecordException.class.getName());
        assertThat(header(letter, "__streams.errors.message")).isEqualTo("garbage");
    }

    @Test
    void reasonsAreBounded() {
        ConsumerRecord<byte[], byte[]> source =
                new ConsumerRecord<>("agents.tasks.requested", 0, 0L, null, null);

        ProducerRecord<byte[], byte[]> letter =
                DeadLetters.of(source, new IllegalStateException("x".repeat(1_000_000)));

        int size = 0;
        for (Header header : letter.headers()) {
            size += header.value().length;
        }
        assertThat(size).isLessThan(10_000);
    }

    @Test
    void theReasonOfAnEarlierDeadLetterIsReplaced() {
        ConsumerRecord<byte[], byte[]> source =
                new ConsumerRecord<>("agents.tasks.requested", 0, 0L, null, null);
        source.headers().add("__streams.errors.message", "old".getBytes(StandardCharsets.UTF_8));

        ProducerRecord<byte[], byte[]> letter =
                DeadLetters.of(source, new IllegalStateException("new"));

        assertThat(letter.headers().headers("__streams.errors.message")).hasSize(1);
        assertThat(header(letter, "__streams.errors.message")).isEqualTo("new");
    }

    private static String header(ProducerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
