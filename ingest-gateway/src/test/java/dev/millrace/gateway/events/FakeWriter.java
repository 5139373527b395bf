package dev.millrace.gateway.events;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Keeps what is written, or fails as Kafka does when it is away. */
public final class FakeWriter implements RecordWriter {

    private final List<ProducerRecord<byte[], byte[]>> written = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();

    @Override
    public void write(ProducerRecord<byte[], byte[]> entry) {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new NotAcknowledgedException("away", null);
        }
        written.add(entry);
    }

    public List<ProducerRecord<byte[], byte[]>> written() {
        return written;
    }

    /** The records of a topic. */
    public List<ProducerRecord<byte[], byte[]>> written(String topic) {
        return written.stream().filter(entry -> entry.topic().equals(topic)).toList();
    }

    public void failNext(int times) {
        failures.set(times);
    }
}
