package dev.millrace.streams.agent;

import dev.millrace.ChunkBatchScored;
import dev.millrace.StepCompleted;
import dev.millrace.TaskAdmitted;

/** Something that happened to a task. */
sealed interface AgentEvent {

    String taskId();

    /** Admission accepted the task. */
    record Admitted(TaskAdmitted task) implements AgentEvent {
        @Override
        public String taskId() {
            return task.getTaskId();
        }
    }

    /** The executor dealt with a batch of chunks. */
    record BatchScored(ChunkBatchScored batch) implements AgentEvent {
        @Override
        public String taskId() {
            return batch.getTaskId();
        }
    }

    /** The executor, or a timer, dealt with a step. */
    record StepEnded(StepCompleted outcome) implements AgentEvent {
        @Override
        public String taskId() {
            return outcome.getTaskId();
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
    }
}
