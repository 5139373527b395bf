package dev.millrace.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.devstack.ServerStack;
import dev.millrace.devstack.junit.DevStackExtension;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where the view begins to read, with the calls that Kafka Streams makes to find it. */
@Timeout(120)
@ExtendWith(DevStackExtension.class)
class CompleteResetIT {

    private final Instant now = Instant.now();
    private final Instant earlier = now.minus(Duration.ofHours(2));

    private static Admin admin;
    private static Producer<byte[], byte[]> producer;
    private static Consumer<byte[], byte[]> consumer;

    @BeforeAll
    static void connect(ServerStack stack) {
        Map<String, Object> config = Map.of("bootstrap.servers", stack.bootstrapServers());
        CompleteReset clients = new CompleteReset();
        admin = clients.getAdmin(config);
        producer = clients.getProducer(config);
        consumer = clients.getConsumer(config);
    }

    @AfterAll
    static void close() {
        consumer.close();
        producer.close();
        admin.close();
    }

    @Test
    void whatIsWrittenBehindTheLookAtAnEmptyPartitionIsRead() throws Exception {
        TopicPartition partition = newPartition();

        OffsetAndTimestamp begin = look(partition);
        write(partition, now, "first");

        consumer.assign(List.of(partition));
        consumer.seek(partition, begin.offset());
        assertThat(consumer.poll(Duration.ofSeconds(30)))
                .extracting(entry -> new String(entry.value(), StandardCharsets.UTF_8))
                .containsExactly("first");
    }

    @Test
    void recordsThatAreTooOldArePassedOver() throws Exception {
        TopicPartition partition = newPartition();
        write(partition, earlier, "old");
        write(partition, earlier, "old as well");

        assertThat(look(partition).offset()).isEqualTo(2);

        write(partition, now, "young");
        write(partition, now, "young as well");
        assertThat(look(partition).offset()).isEqualTo(2);
    }

    private OffsetAndTimestamp look(TopicPartition partition) {
        long since = now.minus(Duration.ofHours(1)).toEpochMilli();
        return consumer.offsetsForTimes(Map.of(partition, since)).get(partition);
    }

    private static TopicPartition newPartition() throws Exception {
        String topic = "reset-" + UUID.randomUUID();
        admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        return new TopicPartition(topic, 0);
    }

    private static void write(TopicPartition to, Instant at, String text) throws Exception {
        producer.send(
                        new ProducerRecord<>(
                                to.topic(),
                                to.partition(),
                                at.toEpochMilli(),
                                null,
                                text.getBytes(StandardCharsets.UTF_8)))
                .get();
    }
}
