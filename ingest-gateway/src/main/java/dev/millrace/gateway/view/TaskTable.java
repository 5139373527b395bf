package dev.millrace.gateway.view;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Reads single tasks and claims from the stores of the running view, which are all here: every
 * instance keeps the whole view. Thread-safe.
 */
final class TaskTable {

    private static final String NOT_STARTED = "the task view has not started";

    private final Supplier<@Nullable KafkaStreams> streams;

    TaskTable(Supplier<@Nullable KafkaStreams> streams) {
        this.streams = streams;
    }

    /** What a store says of a task at this moment. */
    sealed interface Row {

        /** The task is there. */
        record Present(TaskStatus task) implements Row {}

        /** The store of this partition is readable, and the task is not in it. */
        record Absent(int partition) implements Row {}

        /** The store is not open or not restored yet. */
        record Unreadable(String reason) implements Row {}
    }

    Row read(String taskId) {
        KafkaStreams running = streams.get();
        if (running == null) {
            return new Row.Unreadable(NOT_STARTED);
        }
        try {
            return query(running, taskId, ViewPartitions.of(taskId));
        } catch (StreamsException | IllegalStateException e) {
            return new Row.Unreadable(unreadable(e));
        }
    }

    /** What the stores say of the events of a task at this moment. */
    sealed interface Events {

        /** The events in order. */
        record Present(List<TimelineEvent> events) implements Events {}

        /** The store is not open or not restored yet. */
        record Unreadable(String reason) implements Events {}
    }

    /** The events of a task that {@link #read} has just found. */
    Events events(String taskId) {
        return events(taskId, store -> TimelineStore.read(store, taskId));
    }

    /** The next events of a task behind a sequence number, not always all of them. */
    Events eventsAfter(String taskId, long after) {
        return events(taskId, store -> TimelineStore.readNext(store, taskId, after));
    }

    private Events events(
            String taskId,
            Function<ReadOnlyKeyValueStore<String, byte[]>, List<TimelineEvent>> read) {
        KafkaStreams running = streams.get();
        if (running == null) {
            return new Events.Unreadable(NOT_STARTED);
        }
        try {
            return new Events.Present(
                    read.apply(store(running, TimelineStore.EVENTS, ViewPartitions.of(taskId))));
        } catch (StreamsException | IllegalStateException e) {
            return new Events.Unreadable(unreadable(e));
        }
    }

    /** The last claim that held a key, so far as a store can be read. */
    Optional<Claim> claim(String key) {
        KafkaStreams running = streams.get();
        if (running == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(
                            store(running, ClaimStore.CLAIMS, ViewPartitions.of(key)).get(key))
                    .map(ClaimSerde::fromBytes);
        } catch (StreamsException | IllegalStateException _) {
            return Optional.empty();
        }
    }

    /**
     * Asks the store itself: {@link KafkaStreams#query} takes the locks of a RocksDB store in the
     * other order than a write does, so the two can wait for each other for ever (Kafka 4.3.1).
     */
    private static Row query(KafkaStreams running, String taskId, int partition) {
        byte[] bytes = store(running, TaskStore.TASKS, partition).get(taskId);
        return bytes == null
                ? new Row.Absent(partition)
                : new Row.Present(TaskStatusSerde.fromBytes(taskId, bytes));
    }

    private static ReadOnlyKeyValueStore<String, byte[]> store(
            KafkaStreams running, String name, int partition) {
        return running.store(
                StoreQueryParameters.fromNameAndType(
                                name, QueryableStoreTypes.<String, byte[]>keyValueStore())
                        .withPartition(partition));
    }

    private static String unreadable(RuntimeException reason) {
        return "the task view cannot be read: " + reason.getMessage();
    }
}
