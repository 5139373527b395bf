package dev.millrace.gateway.openai;

import dev.millrace.gateway.streaming.StreamEvent.Delta;
import dev.millrace.gateway.streaming.StreamEvent.Reset;
import dev.millrace.gateway.view.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * What the reader of a stream has seen of the step that speaks, and how much of it a repeated call
 * has said again. Used by one thread.
 */
final class ShownWords {

    /** As long as the longest answer that a task keeps; what follows is told but not compared. */
    private static final int MAX_CHARS = 100_000;

    private final StringBuilder text = new StringBuilder();
    private boolean uncompared;
    private int repeated;
    private int step;

    boolean isEmpty() {
        return text.isEmpty();
    }

    String text() {
        return text.toString();
    }

    /** Whether words are the first of another step than the one that spoke. */
    boolean endsWith(Delta delta) {
        return !isEmpty() && delta.step() != step;
    }

    /** What of words is new to the reader; null if they are not those that were shown. */
    @Nullable String add(Delta delta) {
        step = delta.step();
        String words = delta.text();
        int again = Math.min(text.length() - repeated, words.length());
        if (!text.substring(repeated, repeated + again).equals(words.substring(0, again))) {
            return null;
        }
        String fresh = words.substring(again);
        int kept = Math.min(fresh.length(), MAX_CHARS - text.length());
        text.append(fresh, 0, kept);
        repeated += again + kept;
        uncompared |= kept < fresh.length();
        return fresh;
    }

    void clear() {
        text.setLength(0);
        repeated = 0;
        uncompared = false;
    }

    /** Whether what was shown counts no more, unless it is said again. */
    boolean isTakenBack(Reset reset) {
        return !isEmpty() && reset.step() == step;
    }

    /** Expects the words again; false if it could not be told whether they are the same. */
    boolean expectAgain() {
        repeated = 0;
        return !uncompared;
    }

    /** Whether a repeated call has said all that was shown. */
    boolean isWhole() {
        return repeated == text.length();
    }

    /** Whether the answer of a task is not what was shown, but that of a later step. */
    boolean isBefore(TaskStatus task, TaskStatus.Result result) {
        return !isEmpty() && isWhole() && step < task.step() && missing(result) == null;
    }

    /** What is missing of the answer; null if something else was shown. */
    @Nullable String missing(TaskStatus.Result result) {
        String shown = text.toString();
        if (result.text().startsWith(shown)) {
            return result.text().substring(shown.length());
        }
        // The view keeps the beginning of a very long answer only.
        return result.mayBeCut() && shown.startsWith(result.text()) ? "" : null;
    }
}
