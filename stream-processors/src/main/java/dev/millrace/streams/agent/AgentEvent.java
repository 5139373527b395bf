package dev.millrace.streams.agent;

import dev.millrace.ChunkBatchScored;
import dev.millrace.StepCompleted;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskCommand;

/** Something that happened to a task. */
sealed interface AgentEvent {

    String taskId();

    String tenantId();

    /**
     * Admission accepted the task.
     *
     * @param place where the record lies that says so
     */
    record Admitted(TaskAdmitted task, Place place) implements AgentEvent {
        @Override
        public String taskId() {
            return task.getTaskId();
        }

        @Override
        public String tenantId() {
            return task.getTenantId();
        }
    }

    /** Admission accepted a task that was to be canceled before. */
    record AdmittedTooLate(Admitted admitted, TaskCommand cancel) implements AgentEvent {
        @Override
        public String taskId() {
            return admitted.taskId();
        }

        @Override
        public String tenantId() {
            return admitted.tenantId();
        }
    }

    /** The executor dealt with a batch of chunks. */
    record BatchScored(ChunkBatchScored batch) implements AgentEvent {
        @Override
        public String taskId() {
            return batch.getTaskId();
        }

        @Override
        public String tenantId() {
            return batch.getTenantId();
        }
    }

    /** The executor, or a timer, dealt with a step. */
    record StepEnded(StepCompleted outcome) implements AgentEvent {
        @Override
        public String taskId() {
            return outcome.getTaskId();
        }

        @Override
        public String tenantId() {
            return outcome.getTenantId();
        }
    }

    /** Somebody wants something of the task. */
    record Commanded(TaskCommand command) implements AgentEvent {
        @Override
        public String taskId() {
            return command.getTaskId();
        }

        @Override
        public String tenantId() {
            return command.getTenantId();
        }
    }

    /**
     * An event of the task could not be processed.
     *
     * @param cause the event
     * @param detail what went wrong
     */
    record Broken(AgentEvent cause, String detail) implements AgentEvent {
        @Override
        public String taskId() {
            return cause.taskId();
        }

        @Override
        public String tenantId() {
            return cause.tenantId();
        }
    }
}
