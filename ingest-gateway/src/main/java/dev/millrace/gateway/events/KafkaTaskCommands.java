package dev.millrace.gateway.events;

import dev.millrace.CommandKind;
import dev.millrace.TaskCommand;
import dev.millrace.gateway.submission.TaskCommands;
import dev.millrace.schemas.Topics;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/** Writes orders to tasks to their topic. */
final class KafkaTaskCommands implements TaskCommands {

    private final RecordWriter kafka;
    private final EventRecords records;
    private final Clock clock;

    KafkaTaskCommands(RecordWriter kafka, EventRecords records, Clock clock) {
        this.kafka = kafka;
        this.records = records;
        this.clock = clock;
    }

    @Override
    public void cancel(String taskId, String tenantId, String requestedBy, String reason) {
        kafka.write(
                records.of(
                        Topics.TASKS_COMMANDS,
                        taskId,
                        TaskCommand.newBuilder()
                                .setTaskId(taskId)
                                .setTenantId(tenantId)
                                .setKind(CommandKind.cancel)
                                .setRequestedBy(requestedBy)
                                .setReason(reason)
                                .setRequestedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                                .build()));
    }
}
