package dev.millrace.simulatedllm;

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
 */
public record SimulationStats(
        long calls,
        long uniqueSteps,
        long duplicates,
        long peakConcurrency,
        long errors,
        long inFlight,
        long abandoned) {}
