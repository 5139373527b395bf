package dev.millrace.simulatedllm;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts calls and recognises repeated steps. Holds one small entry for each step until it is
 * reset. Safe for many threads.
 */
final class CallCounter {

    private final Map<String, Integer> callsOfStep = new HashMap<>();
    private long calls;
    private long duplicates;
    private long errors;
    private long abandoned;
    private long inFlight;
    private long peak;
    private long unnamed;

    /** A call begins; returns how many calls its step has had before. */
    synchronized int begin(String step) {
        calls++;
        inFlight++;
        peak = Math.max(peak, inFlight);
        int before = callsOfStep.merge(step, 1, Integer::sum) - 1;
        if (before > 0) {
            duplicates++;
        }
        return before;
    }

    /** A name for the step of a call that does not name it. */
    synchronized String unnamedStep() {
        return "unnamed-" + unnamed++;
    }

    synchronized void end() {
        inFlight--;
    }

    synchronized void error() {
        errors++;
    }

    synchronized void abandoned() {
        abandoned++;
    }

    synchronized SimulationStats stats() {
        return new SimulationStats(
                calls, callsOfStep.size(), duplicates, peak, errors, inFlight, abandoned);
    }

    /** Starts counting anew; calls in flight stay in flight. */
    synchronized void reset() {
        callsOfStep.clear();
        calls = 0;
        duplicates = 0;
        errors = 0;
        abandoned = 0;
        peak = inFlight;
    }
}
