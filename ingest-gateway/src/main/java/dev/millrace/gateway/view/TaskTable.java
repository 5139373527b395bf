package dev.millrace.gateway.view;

import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.query.KeyQuery;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.query.StateQueryResult;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/** Reads single tasks from the stores of the running view. Thread-safe. */
final class TaskTable {

    private static final StringSerializer KEYS = new StringSerializer();

    private final Supplier<@Nullable KafkaStreams> streams;
    private final HostInfo self;

    TaskTable(Supplier<@Nullable KafkaStreams> streams, HostInfo self) {
        this.streams = streams;
        this.self = self;
    }

    /** What a store says of a task at this moment. */
    sealed interface Row {

        /** The task is there. */
        record Present(TaskStatus task) implements Row {}

        /** The store of this partition is here and complete so far, and the task is not in it. */
        record Absent(int partition) implements Row {}

        /** The store is not here or not complete. */
        record Unreadable(String reason) implements Row {}
    }

    Row read(String taskId) {
        KafkaStreams running = streams.get();
        if (running == null) {
            return new Row.Unreadable("the task view has not started");
        }
        try {
            return read(running, taskId);
        } catch (StreamsException | IllegalStateException e) {
            return new Row.Unreadable("the task view cannot be read: " + e.getMessage());
        }
    }

    private Row read(KafkaStreams running, String taskId) {
        KeyQueryMetadata place = running.queryMetadataForKey(TaskStore.TASKS, taskId, KEYS);
        if (place == null || place.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
            return new Row.Unreadable("the task view is moving");
        }
        if (!place.activeHost().equals(self)) {
            return new Row.Unreadable("another instance holds the task: " + place.activeHost());
        }
        return query(running, taskId, place.partition());
    }

    private static Row query(KafkaStreams running, String taskId, int partition) {
        StateQueryResult<byte[]> answer =
                running.query(
                        StateQueryRequest.inStore(TaskStore.TASKS)
                                .withQuery(KeyQuery.<String, byte[]>withKey(taskId))
                                .withPartitions(Set.of(partition))
                                .requireActive());
        QueryResult<byte[]> result = answer.getPartitionResults().get(partition);
        if (result == null) {
            return new Row.Unreadable("the task view does not hold partition " + partition);
        }
        if (result.isFailure()) {
            return new Row.Unreadable("the task view is restoring: " + result.getFailureMessage());
        }
        byte[] bytes = result.getResult();
        return bytes == null
                ? new Row.Absent(partition)
                : new Row.Present(TaskStatusSerde.fromBytes(taskId, bytes));
    }
}
