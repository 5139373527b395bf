package dev.millrace.quickstart.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * A metric and what it should be.
 *
 * @param metric the name of the metric
 * @param bound the number that it should not be beyond
 * @param atLeast whether it should be at least the bound, else at most
 */
record Target(String metric, double bound, boolean atLeast) {

    /** What a run of this plan is held to. */
    static List<Target> of(BenchPlan plan) {
        List<Target> targets = new ArrayList<>();
        targets.add(new Target("lostTasks", 0, false));
        targets.add(new Target("failedTasks", 0, false));
        switch (plan.scenario()) {
            case RATED -> {
                // At higher rates other numbers count.
                if (plan.rate() <= 100) {
                    targets.add(new Target("addedLatencyP50Ms", 60, false));
                }
            }
            case BACKLOG -> {
                if (plan.latency().isZero()) {
                    targets.add(new Target("tasksPerSecondIndexed", 500, true));
                }
            }
            case EXECUTOR_LAST -> {
                if (plan.tasks() >= 5_000) {
                    targets.add(new Target("peakCallsInFlight", 5_000, true));
                }
            }
        }
        return targets;
    }

    boolean isMet(Metrics metrics) {
        double actual = metrics.get(metric);
        return atLeast ? actual >= bound : actual <= bound;
    }
}
