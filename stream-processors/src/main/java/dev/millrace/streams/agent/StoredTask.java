package dev.millrace.streams.agent;

import dev.millrace.streams.agent.AgentState.Live;
import dev.millrace.streams.state.TaskHeader;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task as the stores have it.
 *
 * @param header absent when the stores do not have it
 */
record StoredTask(String id, AgentState state, @Nullable TaskHeader header) {

    int entries() {
        return header == null ? 0 : header.getEntries();
    }

    @Nullable Instant timerDue() {
        return header == null ? null : header.getTimerDue();
    }

    Transcript transcript() {
        return state instanceof Live live ? live.transcript() : Transcript.EMPTY;
    }
}
