package dev.millrace.streams.agent;

import dev.millrace.TaskAdmitted;
import dev.millrace.Usage;

/** Where a task is. */
sealed interface AgentState {

    /** Nothing is known of the task, or nothing any more. */
    record Unknown() implements AgentState {}

    /** The task has its result. */
    record Ended() implements AgentState {}

    /** The task was admitted and has no result yet. */
    sealed interface Live extends AgentState {

        /** What was admitted, without the documents. */
        TaskAdmitted task();

        /** The sequence number of the last event of the task. */
        long sequence();

        Usage usage();

        /** The step the task is at; 0 before the first. */
        int step();
    }

    /** The task waits for the scores of its documents' chunks. */
    record Gathering(TaskAdmitted task, long sequence, Usage usage, Context context)
            implements Live {
        @Override
        public int step() {
            return 0;
        }
    }

    /** The task waits for a model's turn. */
    record AwaitingTurn(TaskAdmitted task, long sequence, Usage usage, int step, int attempt)
            implements Live {}
}
