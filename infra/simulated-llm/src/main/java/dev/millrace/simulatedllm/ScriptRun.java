package dev.millrace.simulatedllm;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Plays a script: remembers which entries are used up, and which entry a step was given, so that a
 * repeated call of the same step gets the same reply. Safe for many threads.
 */
final class ScriptRun {

    private final ReplyScript script;
    private final int[] uses;
    private final Map<String, Integer> entryOfStep = new HashMap<>();

    ScriptRun(ReplyScript script) {
        this.script = script;
        this.uses = new int[script.entries().size()];
    }

    /** The entry that answers the request; empty when none fits. */
    Optional<ScriptedReply> entry(String step, ChatRequest request) {
        if (uses.length == 0) {
            return Optional.empty();
        }
        OptionalInt entry = choose(step, request);
        return entry.isEmpty()
                ? Optional.empty()
                : Optional.of(script.entries().get(entry.getAsInt()));
    }

    private synchronized OptionalInt choose(String step, ChatRequest request) {
        Integer given = entryOfStep.get(step);
        if (given != null) {
            return OptionalInt.of(given);
        }
        OptionalInt found = script.find(request, this::isAvailable);
        found.ifPresent(
                entry -> {
                    uses[entry]++;
                    if (script.entries().get(entry).times() != null) {
                        entryOfStep.put(step, entry);
                    }
                });
        return found;
    }

    private boolean isAvailable(int entry) {
        Integer times = script.entries().get(entry).times();
        return times == null || uses[entry] < times;
    }
}
