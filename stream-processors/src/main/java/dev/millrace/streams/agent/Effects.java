package dev.millrace.streams.agent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What a record does to stores and topics, collected and checked before any of it is done: Kafka
 * Streams takes nothing back when an exception is handled and processing goes on.
 */
final class Effects {

    private final String taskId;
    private final Instant at;
    private final Headers headers;
    private final List<Runnable> writes = new ArrayList<>();
    private final List<Consumer<ProcessorContext<String, byte[]>>> sends = new ArrayList<>();
    private final List<Runnable> afterwards = new ArrayList<>();

    /**
     * @param at the time of the records that are sent
     * @param headers the headers of the records that are sent
     */
    Effects(String taskId, Instant at, Headers headers) {
        this.taskId = taskId;
        this.at = at;
        this.headers = headers;
    }

    Headers headers() {
        return headers;
    }

    /**
     * @throws IllegalArgumentException if the value is larger than a store takes
     */
    void put(KeyValueStore<Bytes, byte[]> store, Bytes key, byte[] value) {
        if (value.length > AgentStores.MAX_VALUE_BYTES) {
            throw new IllegalArgumentException(
                    "a value of "
                            + store.name()
                            + " has "
                            + value.length
                            + " bytes; at most "
                            + AgentStores.MAX_VALUE_BYTES
                            + " are possible");
        }
        writes.add(() -> store.put(key, value));
    }

    void delete(KeyValueStore<Bytes, byte[]> store, Bytes key) {
        writes.add(() -> store.delete(key));
    }

    /** Sends a record, with the task as its key. */
    void send(String sink, byte[] value) {
        send(sink, taskId, value, headers);
    }

    void send(String sink, String key, byte[] value, Headers with) {
        Record<String, byte[]> sent = new Record<>(key, value, at.toEpochMilli(), with);
        sends.add(context -> context.forward(sent, sink));
    }

    /** Something in memory that must not happen unless the rest does. */
    void afterwards(Runnable action) {
        afterwards.add(action);
    }

    void apply(ProcessorContext<String, byte[]> context) {
        writes.forEach(Runnable::run);
        sends.forEach(send -> send.accept(context));
        afterwards.forEach(Runnable::run);
    }
}
