package dev.millrace.screening;

import java.util.Set;

/**
 * What an agent makes of findings.
 *
 * @param threshold the score from which something is done
 * @param withoutRules the rules that do not count
 */
public record ScreeningPolicy(Action action, double threshold, Set<String> withoutRules) {

    /** What is done. */
    public enum Action {
        /** Nothing is screened. */
        OFF,
        /** The task runs, with the rules that it met as flags. */
        FLAG,
        /** The task is turned away. */
        REJECT
    }

    /** What agents do that say nothing of it. */
    public static final ScreeningPolicy STANDARD = new ScreeningPolicy(Action.FLAG, 1, Set.of());

    // Scores are sums of tenths, which have no exact form.
    private static final double TOLERANCE = 1e-9;

    public ScreeningPolicy {
        withoutRules = Set.copyOf(withoutRules);
    }

    /** Whether findings are many or grave enough. */
    public boolean isMetBy(Findings findings) {
        return !findings.hits().isEmpty() && findings.score() >= threshold - TOLERANCE;
    }
}
