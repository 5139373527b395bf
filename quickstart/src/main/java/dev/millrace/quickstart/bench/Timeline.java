package dev.millrace.quickstart.bench;

import java.util.EnumMap;
import java.util.Map;

/** When one task was where, in milliseconds of the clock. Safe for many threads. */
final class Timeline {

    private final Map<Stage, Long> times = new EnumMap<>(Stage.class);

    /** Takes the time of a stage; the first one counts, so that a repetition changes nothing. */
    synchronized boolean reached(Stage stage, long millis) {
        return times.putIfAbsent(stage, millis) == null;
    }

    synchronized boolean has(Stage stage) {
        return times.containsKey(stage);
    }

    /** The time of a stage; 0 when it was not reached. */
    synchronized long at(Stage stage) {
        return times.getOrDefault(stage, 0L);
    }

    long between(Stage from, Stage to) {
        return at(to) - at(from);
    }

    /** Whether each stage from sending to seeing the result was taken. */
    boolean isComplete() {
        for (Stage stage : Stage.values()) {
            if (stage != Stage.INDEXED && !has(stage)) {
                return false;
            }
        }
        return true;
    }
}
