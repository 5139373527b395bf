package dev.millrace.streams.agent;

import dev.millrace.TaskResult;
import dev.millrace.streams.agent.AgentState.Unknown;
import dev.millrace.streams.agent.Decision.Dropped;
import dev.millrace.streams.agent.Decision.Kept;
import dev.millrace.streams.agent.Decision.Moved;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The machine with the settings that are not set, and what it decides in few words. */
final class TestMachine {

    private static final AgentMachine MACHINE = new AgentMachine(RetrySettings.DEFAULTS);

    private TestMachine() {}

    static AgentMachine machine() {
        return MACHINE;
    }

    static Moved move(AgentState state, AgentEvent event) {
        return (Moved) MACHINE.decide(state, event, TestRecords.START);
    }

    /** The state of a task to which all of this has happened. */
    static AgentState after(AgentEvent... events) {
        AgentState state = new Unknown();
        for (AgentEvent event : events) {
            state = move(state, event).next();
        }
        return state;
    }

    static TaskResult result(Moved end) {
        return emissions(end, Emission.Result.class).findFirst().orElseThrow().result();
    }

    static <E extends Emission> Stream<E> emissions(Moved moved, Class<E> type) {
        return moved.emissions().stream().filter(type::isInstance).map(type::cast);
    }

    static String summary(Decision decision) {
        return switch (decision) {
            case Kept _ -> "kept";
            case Dropped dropped ->
                    (dropped.reason() + " " + names(dropped.emissions())).stripTrailing();
            case Moved moved ->
                    (moved.next().getClass().getSimpleName() + ": " + names(moved.emissions()))
                            .stripTrailing();
        };
    }

    private static String names(List<Emission> emissions) {
        return emissions.stream()
                .map(TestMachine::name)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private static String name(Emission emission) {
        return switch (emission) {
            case Emission.Event(var event) -> event.getKind().toString();
            case Emission.Turn(_, boolean again) -> again ? "turn-again" : "turn";
            case Emission.Tool(_, boolean again) -> again ? "tool-again" : "tool";
            case Emission.BatchKept _ -> "batch-kept";
            case Emission.BatchRetried _ -> "batch-again";
            case Emission.Result _ -> "result";
            case Emission.WorkNotWanted _ -> "not-wanted";
            case Emission.Used(var usage) -> usage.getDropped() ? "usage-dropped" : "usage";
            case Emission.DeadLetter _ -> "dead-letter";
            case Emission.RetryCounted _,
                    Emission.FallbackCounted _,
                    Emission.DecisionCounted _,
                    Emission.ReservedCounted _ ->
                    "";
        };
    }
}
