package dev.millrace.streams.agent;

import dev.millrace.TaskCommand;
import dev.millrace.schemas.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Tells whether a command lies where Kafka's default partitioner puts its task: clients in other
 * languages partition differently or set no key. Gives each the task as its key.
 */
final class CommandRouter
        extends ContextualProcessor<String, TaskCommand, String, CommandRouter.Found> {

    private final AgentMetrics metrics;

    CommandRouter(AgentMetrics metrics) {
        this.metrics = metrics;
    }

    /** A command and whether it lies where it belongs. */
    record Found(TaskCommand command, boolean inPlace) {}

    @Override
    public void process(Record<String, TaskCommand> record) {
        TaskCommand command = record.value();
        if (command == null) {
            metrics.dropped(DropReason.TOMBSTONE);
            return;
        }
        RecordMetadata place =
                context()
                        .recordMetadata()
                        .orElseThrow(() -> new IllegalStateException("a command has no position"));
        boolean inPlace = place.partition() == partition(command.getTaskId());
        if (!inPlace) {
            metrics.commandRerouted();
        }
        context()
                .forward(
                        record.withKey(command.getTaskId()).withValue(new Found(command, inPlace)));
    }

    private static int partition(String taskId) {
        byte[] key = taskId.getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key)) % Topics.TASKS_COMMANDS.partitions();
    }
}
