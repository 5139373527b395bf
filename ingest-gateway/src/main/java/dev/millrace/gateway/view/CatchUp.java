package dev.millrace.gateway.view;

import dev.millrace.gateway.view.LogEnds.LogEnd;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Whether the view has, once since the process started, read all the events that were there when
 * somebody first asked.
 *
 * <p>State: how far the events reached then, until they are read. Thread-safe.
 */
final class CatchUp {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);

    private final LogEnds ends;
    private final ViewProgress progress;
    private @Nullable Map<Integer, LogEnd> goal;
    private boolean done;

    CatchUp(LogEnds ends, ViewProgress progress) {
        this.ends = ends;
        this.progress = progress;
    }

    /**
     * Sees how far the view is; asks the broker while that is not known.
     *
     * @param readable whether the stores can be read
     */
    synchronized void look(boolean readable) {
        if (done) {
            return;
        }
        if (goal == null) {
            goal = ask();
        }
        done = readable && goal != null && covers(goal);
        if (done) {
            goal = null;
        }
    }

    private @Nullable Map<Integer, LogEnd> ask() {
        try {
            return ends.ask().get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            return null;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private boolean covers(Map<Integer, LogEnd> asked) {
        return asked.entrySet().stream()
                .allMatch(end -> progress.covers(end.getKey(), end.getValue()));
    }

    synchronized boolean isDone() {
        return done;
    }

    /** How many records were still to be read, so far as that is known. */
    synchronized OptionalLong behind() {
        if (done) {
            return OptionalLong.of(0);
        }
        return goal == null
                ? OptionalLong.empty()
                : OptionalLong.of(
                        goal.entrySet().stream()
                                .mapToLong(end -> progress.behind(end.getKey(), end.getValue()))
                                .sum());
    }
}
