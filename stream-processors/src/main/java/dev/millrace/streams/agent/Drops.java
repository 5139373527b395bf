package dev.millrace.streams.agent;

import dev.millrace.UsageRecorded;
import java.util.HashSet;
import java.util.Set;

/** Drops events: counts them, and records what those whose task is not known used. */
final class Drops {

    private final AgentOutputs outputs;
    private final EarlyOutcomes early;
    private final EmissionCounts counts;
    private final AgentMetrics metrics;

    Drops(AgentOutputs outputs, EarlyOutcomes early, EmissionCounts counts, AgentMetrics metrics) {
        this.outputs = outputs;
        this.early = early;
        this.counts = counts;
        this.metrics = metrics;
    }

    void drop(DropReason reason, Effects effects) {
        effects.afterwards(() -> metrics.dropped(reason));
    }

    void dropUnknown(AgentEvent event, DropReason reason, Effects effects) {
        dropUnknown(event, reason, new HashSet<>(), effects);
    }

    /** Drops all that waits for a task. */
    void dropEarly(String id, DropReason reason, Effects effects) {
        Set<UsageRecorded> recorded = new HashSet<>();
        early.of(id).forEach(event -> dropUnknown(event, reason, recorded, effects));
        early.clear(id, effects);
    }

    /**
     * @param recorded what was recorded already: an outcome may have come twice
     */
    private void dropUnknown(
            AgentEvent event, DropReason reason, Set<UsageRecorded> recorded, Effects effects) {
        drop(reason, effects);
        UsageRecorded used = Billing.ofUnknownTask(event);
        if (used != null && recorded.add(used)) {
            Emission emission = new Emission.Used(used);
            outputs.send(emission, effects);
            effects.afterwards(() -> counts.count(emission, effects.headers()));
        }
    }
}
