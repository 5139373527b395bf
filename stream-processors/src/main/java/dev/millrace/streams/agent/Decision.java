package dev.millrace.streams.agent;

import java.util.ArrayList;
import java.util.List;

/** What an event does to a task. */
sealed interface Decision {

    /** The task goes on, or ends. */
    record Moved(AgentState next, List<Emission> emissions) implements Decision {

        Moved(AgentState next, Emission... emissions) {
            this(next, List.of(emissions));
        }

        /** Both moves in one. */
        Moved andThen(Moved later) {
            List<Emission> all = new ArrayList<>(emissions);
            all.addAll(later.emissions);
            return new Moved(later.next, all);
        }
    }

    /** The event changes nothing. */
    record Dropped(DropReason reason) implements Decision {}

    /** The event came before its task and waits for it. */
    record Kept() implements Decision {}
}
