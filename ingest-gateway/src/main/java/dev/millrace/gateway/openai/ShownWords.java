package dev.millrace.gateway.openai;

import dev.millrace.gateway.streaming.StreamEvent.Delta;
import dev.millrace.gateway.streaming.StreamEvent.Reset;
import org.jspecify.annotations.Nullable;

/** What the reader of a stream has seen of the step that speaks. Used by one thread. */
final class ShownWords {

    /** As long as the longest answer that a task keeps; what follows is told but not compared. */
    private static final int MAX_CHARS = 100_000;

    private final StringBuilder text = new StringBuilder();
    private int step;

    boolean isEmpty() {
        return text.isEmpty();
    }

    int step() {
        return step;
    }

    String text() {
        return text.toString();
    }

    /** Whether words are the first of another step than the one that spoke. */
    boolean endsWith(Delta delta) {
        return !isEmpty() && delta.step() != step;
    }

    void add(Delta delta) {
        step = delta.step();
        text.append(delta.text(), 0, Math.min(delta.text().length(), room()));
    }

    private int room() {
        return MAX_CHARS - text.length();
    }

    void clear() {
        text.setLength(0);
    }

    /** Whether what was shown does not count any more. */
    boolean isTakenBack(Reset reset) {
        return !isEmpty() && reset.step() == step;
    }

    /** What is missing of the answer; null if something else was shown. */
    @Nullable String missing(String answer) {
        String shown = text.toString();
        if (answer.startsWith(shown)) {
            return answer.substring(shown.length());
        }
        // The view keeps the beginning of a very long answer only.
        return shown.startsWith(answer) ? "" : null;
    }
}
