package dev.millrace.streams.agent;

import dev.millrace.TaskEvent;
import dev.millrace.streams.agent.Decision.Moved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A decision in the making: how far the task comes, and what is emitted on the way. */
final class Draft {

    private final Instant now;
    private final List<Emission> emissions = new ArrayList<>();
    private Progress progress;

    Draft(Progress progress, Instant now) {
        this.progress = progress;
        this.now = now;
    }

    Instant now() {
        return now;
    }

    Progress progress() {
        return progress;
    }

    void reserve(Reservation reservation) {
        progress = progress.reserve(reservation);
        emissions.add(new Emission.ReservedCounted(reservation.microUsd()));
    }

    void emit(Emission emission) {
        emissions.add(emission);
    }

    /** The next event of the task; the draft gives it its number. */
    void tell(TaskEvent.Builder event) {
        progress = progress.nextSequence();
        emissions.add(new Emission.Event(event.setSequence(progress.sequence()).build()));
    }

    Moved to(AgentState next) {
        return new Moved(next, emissions);
    }
}
