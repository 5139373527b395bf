package dev.millrace.quickstart.bench;

import java.time.Duration;
import java.util.Locale;

/**
 * What is measured.
 *
 * @param scenario how tasks come to the pipeline
 * @param tasks how many are measured
 * @param rate how many a second; 0 for all at once
 * @param latency what a model call takes
 * @param warmUp how many tasks run before, unmeasured
 * @param running whether to use the stack that runs already
 */
record BenchPlan(
        Scenario scenario, int tasks, double rate, Duration latency, int warmUp, boolean running) {

    BenchPlan {
        if (tasks < 1) {
            throw new IllegalArgumentException("--tasks must be at least 1.");
        }
        if (!(rate >= 0 && rate <= 10_000)) {
            throw new IllegalArgumentException("--rate must be from 0 (all at once) to 10000.");
        }
        if (warmUp < 0) {
            throw new IllegalArgumentException("--warm-up must be at least 0.");
        }
        if (running && scenario == Scenario.EXECUTOR_LAST) {
            throw new IllegalArgumentException(
                    "--executor-last needs a stack of its own; leave --running out.");
        }
    }

    String describe() {
        String how =
                switch (scenario) {
                    case RATED -> String.format(Locale.ROOT, "over HTTP at %.0f/s", rate);
                    case BACKLOG -> "produced to Kafka at once";
                    case EXECUTOR_LAST -> "waiting as turn requests before the executor starts";
                };
        return String.format(
                Locale.ROOT,
                "%,d tasks %s, model latency %,d ms, after %,d tasks to warm up",
                tasks,
                how,
                latency.toMillis(),
                warmUp);
    }
}
