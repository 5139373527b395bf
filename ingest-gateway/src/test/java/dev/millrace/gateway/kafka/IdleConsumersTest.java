package dev.millrace.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With consumers of which none ever asks a broker for anything. */
class IdleConsumersTest {

    private static final List<TopicPartition> PLACE = List.of(new TopicPartition("log", 0));

    private final IdleConsumers consumers =
            new IdleConsumers(Map.of("bootstrap.servers", "127.0.0.1:9"));

    @AfterEach
    void close() {
        consumers.close();
    }

    @Test
    void aConsumerIsLentOutAgainWithoutWhatItRead() {
        KafkaConsumer<byte[], byte[]> first =
                consumers.lend(
                        consumer -> {
                            consumer.assign(PLACE);
                            return consumer;
                        });

        consumers.lend(
                second -> {
                    assertThat(second).isSameAs(first);
                    assertThat(second.assignment()).isEmpty();
                    return second;
                });
    }

    @Test
    void thoseWhoWorkAtTheSameTimeHaveAConsumerEach() {
        consumers.lend(
                first ->
                        consumers.lend(
                                second -> {
                                    assertThat(second).isNotSameAs(first);
                                    return second;
                                }));
    }

    @Test
    void aConsumerWithWhichWorkFailedIsClosedAndNotLentOutAgain() {
        AtomicReference<KafkaConsumer<byte[], byte[]>> failed = new AtomicReference<>();
        assertThatThrownBy(
                        () ->
                                consumers.lend(
                                        consumer -> {
                                            failed.set(consumer);
                                            throw new IllegalArgumentException("broken");
                                        }))
                .hasMessage("broken");

        assertClosed(failed.get());
        KafkaConsumer<byte[], byte[]> next = consumers.lend(consumer -> consumer);
        assertThat(next).isNotSameAs(failed.get());
    }

    @Test
    void thoseThatAreIdleAreClosedAtTheEnd() {
        KafkaConsumer<byte[], byte[]> idle = consumers.lend(consumer -> consumer);

        consumers.close();

        assertClosed(idle);
    }

    private static void assertClosed(KafkaConsumer<byte[], byte[]> consumer) {
        assertThatIllegalStateException().isThrownBy(() -> consumer.assign(PLACE));
    }
}
