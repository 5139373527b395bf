package dev.millrace.simulatedllm;

import java.util.Map;

/**
 * What the simulated model has counted.
 *
 * @param calls calls to chat completions and embeddings
 * @param uniqueSteps different steps among them, by the header {@code Idempotency-Key}; a call
 *     without it is a step of its own
 * @param duplicates calls that repeated a step
 * @param peakConcurrency the most calls that were in flight at once
 * @param errors calls that got no good answer: injected faults and invalid requests
 * @param inFlight calls in flight now
 * @param abandoned calls whose client went away before the answer
 * @param models the calls by the name of the model that was asked
 */
public record SimulationStats(
        long calls,
        long uniqueSteps,
        long duplicates,
        long peakConcurrency,
        long errors,
        long inFlight,
        long abandoned,
        Map<String, OfModel> models) {

    public SimulationStats {
        models = Map.copyOf(models);
    }

    /**
     * The calls of one model.
     *
     * @param calls how many there were
     * @param errors how many of them got no good answer
     */
    public record OfModel(long calls, long errors) {}
}
