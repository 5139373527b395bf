package dev.millrace.streams.agent;

import java.util.List;

/** Where a task is. */
sealed interface AgentState {

    /** Nothing is known of the task, or nothing any more. */
    record Unknown() implements AgentState {}

    /**
     * The task has its result; what is left serves to tell whose late outcomes are.
     *
     * @param calls hashes of the physical calls whose usage was counted last
     */
    record Ended(String tenantId, String userId, String agent, CallHashes calls)
            implements AgentState {

        static Ended of(Progress progress) {
            return new Ended(
                    progress.task().getTenantId(),
                    progress.task().getUserId(),
                    progress.task().getAgent().getName(),
                    progress.calls());
        }
    }

    /** The task was admitted and has no result yet. */
    sealed interface Live extends AgentState {

        Progress progress();

        /** The step the task is at; 0 before the first. */
        int step();

        /** What the task waits for, as far as the agent asked for it itself. */
        List<Work> work();

        Transcript transcript();

        Live with(Progress progress);
    }

    /**
     * The task waits for the scores of its documents' chunks.
     *
     * @param work the batches that are tried again
     */
    record Gathering(Progress progress, Context context, List<Work> work) implements Live {

        public Gathering {
            work = List.copyOf(work);
        }

        @Override
        public int step() {
            return 0;
        }

        @Override
        public Transcript transcript() {
            return Transcript.EMPTY;
        }

        @Override
        public Gathering with(Progress changed) {
            return new Gathering(changed, context, work);
        }
    }

    /** The task waits for a model's turn. */
    record AwaitingTurn(Progress progress, Transcript transcript, int step, Work turn)
            implements Live {

        @Override
        public List<Work> work() {
            return List.of(turn);
        }

        @Override
        public AwaitingTurn with(Progress changed) {
            return new AwaitingTurn(changed, transcript, step, turn);
        }
    }

    /**
     * The task waits for tools.
     *
     * @param work the calls that have not ended
     */
    record AwaitingTools(Progress progress, Transcript transcript, int step, List<Work> work)
            implements Live {

        public AwaitingTools {
            work = List.copyOf(work);
        }

        @Override
        public AwaitingTools with(Progress changed) {
            return new AwaitingTools(changed, transcript, step, work);
        }
    }
}
