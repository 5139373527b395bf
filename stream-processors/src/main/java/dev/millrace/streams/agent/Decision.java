package dev.millrace.streams.agent;

import java.util.ArrayList;
import java.util.List;

/** What an event does to a task. */
sealed interface Decision {

    /** The task goes on, or ends. */
    record Moved(AgentState next, List<Emission> emissions) implements Decision {

        public Moved {
            emissions = List.copyOf(emissions);
        }
    }

    /**
     * The event changes nothing but, at most, what is accounted for.
     *
     * @param next the same state when there is nothing to account for
     */
    record Dropped(DropReason reason, AgentState next, List<Emission> emissions)
            implements Decision {

        public Dropped {
            emissions = List.copyOf(emissions);
        }

        Dropped(DropReason reason, AgentState state) {
            this(reason, state, List.of());
        }
    }

    /** The event came before its task and waits for it. */
    record Kept() implements Decision {}

    /** The same with one more record. */
    default Decision with(Emission emission) {
        return switch (this) {
            case Moved(AgentState next, List<Emission> emissions) ->
                    new Moved(next, append(emissions, emission));
            case Dropped(DropReason reason, AgentState next, List<Emission> emissions) ->
                    new Dropped(reason, next, append(emissions, emission));
            case Kept kept -> kept;
        };
    }

    private static List<Emission> append(List<Emission> emissions, Emission last) {
        List<Emission> all = new ArrayList<>(emissions);
        all.add(last);
        return all;
    }
}
