package dev.millrace.simulatedllm;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts calls and recognises repeated steps. Holds one small entry for each step until it is
 * reset. Safe for many threads.
 */
final class CallCounter {

    private final Map<String, Integer> callsOfStep = new HashMap<>();
    private final Map<String, Long> callsOfModel = new TreeMap<>();
    private final Map<String, Long> errorsOfModel = new HashMap<>();
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

    /** The call that has begun is of this model. */
    synchronized void called(String model) {
        callsOfModel.merge(model, 1L, Long::sum);
    }

    /** A call gets no good answer; the model is empty when the call did not name one. */
    synchronized void error(String model) {
        errors++;
        errorsOfModel.merge(model, 1L, Long::sum);
    }

    synchronized void abandoned() {
        abandoned++;
    }

    synchronized SimulationStats stats() {
        Map<String, SimulationStats.OfModel> models = new TreeMap<>();
        callsOfModel.forEach(
                (model, count) ->
                        models.put(
                                model,
                                new SimulationStats.OfModel(
                                        count, errorsOfModel.getOrDefault(model, 0L))));
        return new SimulationStats(
                calls, callsOfStep.size(), duplicates, peak, errors, inFlight, abandoned, models);
    }

    /** Starts counting anew; calls in flight stay in flight. */
    synchronized void reset() {
        callsOfStep.clear();
        callsOfModel.clear();
        errorsOfModel.clear();
        calls = 0;
        duplicates = 0;
        errors = 0;
        abandoned = 0;
        peak = inFlight;
    }
}
