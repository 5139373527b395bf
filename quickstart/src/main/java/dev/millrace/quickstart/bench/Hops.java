package dev.millrace.quickstart.bench;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Where the time of tasks goes: the added latency (result seen minus sent minus the model's own
 * time) cut at the timestamps of the records between.
 */
final class Hops {

    /** A piece of the way: from one stage to the next. */
    record Hop(String name, Stage from, Stage to) {}

    static final List<Hop> ALL =
            List.of(
                    new Hop("gateway", Stage.SENT, Stage.REQUESTED),
                    new Hop("admission", Stage.REQUESTED, Stage.ADMITTED),
                    new Hop("dispatch", Stage.ADMITTED, Stage.DISPATCHED),
                    new Hop("executor", Stage.DISPATCHED, Stage.STEP_COMPLETED),
                    new Hop("completion", Stage.STEP_COMPLETED, Stage.RESULT),
                    new Hop("delivery", Stage.RESULT, Stage.SEEN));

    private Hops() {}

    static Metrics measure(Collection<Timeline> timelines, Duration modelTime) {
        List<Timeline> complete = timelines.stream().filter(Timeline::isComplete).toList();
        long model = modelTime.toMillis();
        Metrics metrics = new Metrics();
        Percentiles added =
                Percentiles.of(
                        complete.stream()
                                .mapToLong(t -> t.between(Stage.SENT, Stage.SEEN) - model));
        metrics.put("addedLatencyP50Ms", added.at(0.50))
                .put("addedLatencyP95Ms", added.at(0.95))
                .put("addedLatencyP99Ms", added.at(0.99))
                .put("addedLatencyMaxMs", added.max());
        for (Hop hop : ALL) {
            long own = hop.to() == Stage.STEP_COMPLETED ? model : 0;
            Percentiles times =
                    Percentiles.of(
                            complete.stream()
                                    .mapToLong(t -> t.between(hop.from(), hop.to()) - own));
            metrics.put("hop." + hop.name() + ".p50Ms", times.at(0.50))
                    .put("hop." + hop.name() + ".p99Ms", times.at(0.99))
                    .put("hop." + hop.name() + ".share", times.mean() / added.mean());
        }
        Percentiles indexed =
                Percentiles.of(
                        complete.stream()
                                .filter(t -> t.has(Stage.INDEXED))
                                .mapToLong(t -> t.between(Stage.RESULT, Stage.INDEXED)));
        return metrics.put("resultToIndexedP50Ms", indexed.at(0.50))
                .put("resultToIndexedP99Ms", indexed.at(0.99));
    }

    /** How long after the first task was sent the last one reached each stage, in seconds. */
    static Metrics stageEnds(Collection<Timeline> timelines) {
        Metrics metrics = new Metrics();
        long start = timelines.stream().mapToLong(t -> t.at(Stage.SENT)).min().orElse(0);
        for (Stage stage : Stage.values()) {
            timelines.stream()
                    .filter(t -> stage != Stage.SENT && stage != Stage.INDEXED && t.has(stage))
                    .mapToLong(t -> t.at(stage))
                    .max()
                    .ifPresent(
                            end ->
                                    metrics.put(
                                            "stageEnd." + stage.id() + "Seconds",
                                            (end - start) / 1000.0));
        }
        return metrics;
    }
}
