package dev.millrace.gateway.streaming;

import dev.millrace.gateway.view.Signal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words of a task that are kept, and who reads them; guarded by its partition's lock. */
final class TaskWords {

    private final String taskId;
    private final List<Words> kept = new ArrayList<>(1);
    private final List<Signal> readers = new ArrayList<>(1);
    private int first;
    private long lostUpTo;

    TaskWords(String taskId) {
        this.taskId = taskId;
    }

    String taskId() {
        return taskId;
    }

    List<Signal> readers() {
        return readers;
    }

    void add(Words words) {
        kept.add(words);
    }

    Words removeFirst() {
        Words oldest = kept.get(first);
        first++;
        // Moved rarely, so that each record is moved about once.
        if (first * 2 >= kept.size()) {
            kept.subList(0, first).clear();
            first = 0;
        }
        lostUpTo = oldest.offset() + 1;
        return oldest;
    }

    void loseAllBefore(long offset) {
        lostUpTo = Math.max(lostUpTo, offset);
    }

    /** Behind the last words that were given up. */
    long lostUpTo() {
        return lostUpTo;
    }

    boolean isUnused() {
        return kept.isEmpty() && readers.isEmpty();
    }

    /** The first words at an offset or behind it. */
    @Nullable Words from(long offset) {
        int low = first;
        int high = kept.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (kept.get(middle).offset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < kept.size() ? kept.get(low) : null;
    }
}
