package dev.millrace.gateway.view;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Lets Kafka Streams begin at a time without passing over anything.
 *
 * <p>Where no record is that young, which is so in each partition without records, Streams goes to
 * the end of the partition, as it is when it polls next. What is written between its look and its
 * poll would never be read. Here the end is taken before the look.
 */
final class CompleteReset implements KafkaClientSupplier {

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return new EndsFirst(config);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(
                config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return getRestoreConsumer(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    private static final class EndsFirst extends KafkaConsumer<byte[], byte[]> {

        /** There is no record to tell the time of. */
        private static final long NO_TIME = 0;

        private EndsFirst(Map<String, Object> config) {
            super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        /** The first offset at or after each time, or the end of the partition: never null. */
        @Override
        public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
                Map<TopicPartition, Long> times) {
            Map<TopicPartition, Long> ends = endOffsets(List.copyOf(times.keySet()));
            Map<TopicPartition, OffsetAndTimestamp> found =
                    new HashMap<>(super.offsetsForTimes(times));
            ends.forEach(
                    (partition, end) ->
                            found.computeIfAbsent(
                                    partition, _ -> new OffsetAndTimestamp(end, NO_TIME)));
            return found;
        }
    }
}
