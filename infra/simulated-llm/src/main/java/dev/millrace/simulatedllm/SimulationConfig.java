package dev.millrace.simulatedllm;

import java.time.Duration;
import java.util.Set;

/**
 * How the simulated model behaves.
 *
 * @param latency how long an answer takes
 * @param faults how often calls go wrong
 * @param faultyModels the models whose calls go wrong; empty: all
 * @param retryAfter what a 429 tells the client to wait
 * @param script replies to give instead of the default ones
 * @param seed the same seed gives the same latency and faults to the same steps
 * @param vary whether every call of a step is answered in other words
 */
public record SimulationConfig(
        Latency latency,
        FaultRates faults,
        Set<String> faultyModels,
        Duration retryAfter,
        ReplyScript script,
        long seed,
        boolean vary) {

    /** Answers every call after 200 ms. */
    public static final SimulationConfig DEFAULT =
            new SimulationConfig(
                    new Latency.Constant(Duration.ofMillis(200)),
                    FaultRates.NONE,
                    Set.of(),
                    Duration.ofSeconds(1),
                    ReplyScript.EMPTY,
                    1,
                    false);

    public SimulationConfig {
        faultyModels = Set.copyOf(faultyModels);
    }

    FaultRates faults(String model) {
        return faultyModels.isEmpty() || faultyModels.contains(model) ? faults : FaultRates.NONE;
    }

    /** The same with every call taking exactly this time. */
    public SimulationConfig withLatency(Duration time) {
        return withLatency(new Latency.Constant(time));
    }

    /** The same with another latency. */
    public SimulationConfig withLatency(Latency other) {
        return new SimulationConfig(other, faults, faultyModels, retryAfter, script, seed, vary);
    }

    /** The same with other faults. */
    public SimulationConfig withFaults(FaultRates other) {
        return new SimulationConfig(latency, other, faultyModels, retryAfter, script, seed, vary);
    }

    /** The same with faults for these models only; for all when there are none. */
    public SimulationConfig withFaultyModels(Set<String> other) {
        return new SimulationConfig(latency, faults, other, retryAfter, script, seed, vary);
    }

    /** The same with another wait after a 429. */
    public SimulationConfig withRetryAfter(Duration other) {
        return new SimulationConfig(latency, faults, faultyModels, other, script, seed, vary);
    }

    /** The same with scripted replies. */
    public SimulationConfig withScript(ReplyScript other) {
        return new SimulationConfig(latency, faults, faultyModels, retryAfter, other, seed, vary);
    }

    /** The same with another seed. */
    public SimulationConfig withSeed(long other) {
        return new SimulationConfig(latency, faults, faultyModels, retryAfter, script, other, vary);
    }

    /** The same, with every call of a step answered in other words, or all in the same. */
    public SimulationConfig withVary(boolean other) {
        return new SimulationConfig(latency, faults, faultyModels, retryAfter, script, seed, other);
    }
}
