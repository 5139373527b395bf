package dev.millrace.streams.agent;

import dev.millrace.TaskEvent;
import dev.millrace.TaskResult;
import dev.millrace.TurnRequested;

/** A record that a decision puts on a topic. */
sealed interface Emission {

    record Event(TaskEvent event) implements Emission {}

    record Turn(TurnRequested turn) implements Emission {}

    record Result(TaskResult result) implements Emission {}
}
