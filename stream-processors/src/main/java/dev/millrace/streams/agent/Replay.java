package dev.millrace.streams.agent;

import dev.millrace.streams.agent.AgentState.Unknown;
import dev.millrace.streams.agent.Decision.Dropped;
import dev.millrace.streams.agent.Decision.Kept;
import dev.millrace.streams.agent.Decision.Moved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Several events that happen to a task at once, and what comes of them together. */
final class Replay {

    private final AgentMachine machine;
    private final Instant now;
    private final List<Emission> emissions = new ArrayList<>();
    private final List<DropReason> dropped = new ArrayList<>();
    private AgentState state = new Unknown();

    Replay(AgentMachine machine, Instant now) {
        this.machine = machine;
        this.now = now;
    }

    void next(AgentState before, AgentEvent event) {
        switch (machine.decide(before, event, now)) {
            case Moved(AgentState next, List<Emission> more) -> {
                state = next;
                emissions.addAll(more);
            }
            case Dropped(DropReason reason, AgentState next, List<Emission> more) -> {
                state = next;
                emissions.addAll(more);
                dropped.add(reason);
            }
            case Kept _ -> throw new IllegalStateException("known already: " + event.taskId());
        }
    }

    AgentState state() {
        return state;
    }

    List<DropReason> dropped() {
        return dropped;
    }

    Moved moved() {
        return new Moved(state, emissions);
    }
}
