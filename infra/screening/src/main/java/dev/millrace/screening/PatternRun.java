package dev.millrace.screening;

import dev.millrace.screening.Vocabulary.Use;
import java.util.BitSet;

/**
 * Looks for all patterns at once, word by word. Each pattern is a number whose bits tell how far it
 * has come, so that a word costs a few steps for each pattern that is under way, and no text can
 * make it cost more. Belongs to one text and one thread.
 */
final class PatternRun {

    private final Patterns patterns;
    private final long[] reached;
    private final long[] accepted;
    private final boolean[] listed;
    private final int[] active;
    private final BitSet found = new BitSet();
    private int activeCount;

    PatternRun(Patterns patterns) {
        this.patterns = patterns;
        this.reached = new long[patterns.count()];
        this.accepted = new long[patterns.count()];
        this.listed = new boolean[patterns.count()];
        this.active = new int[patterns.count()];
    }

    /** A word comes, whose letters led there. */
    void word(CharSequence word) {
        Vocabulary vocabulary = patterns.vocabulary();
        int node = Vocabulary.ROOT;
        for (int at = 0; at < word.length() && node != Vocabulary.NONE; at++) {
            node = vocabulary.step(node, word.charAt(at));
            if (node != Vocabulary.NONE) {
                vocabulary.stemsAt(node).forEach(this::accept);
            }
        }
        if (node != Vocabulary.NONE) {
            vocabulary.wordsAt(node).forEach(this::accept);
        }
        advance();
    }

    private void accept(Use use) {
        int pattern = use.pattern();
        accepted[pattern] |= use.places();
        if (!listed[pattern]) {
            listed[pattern] = true;
            active[activeCount++] = pattern;
        }
    }

    private void advance() {
        int kept = 0;
        for (int index = 0; index < activeCount; index++) {
            int pattern = active[index];
            long now = patterns.after(pattern, reached[pattern], accepted[pattern]);
            if (patterns.isEnd(pattern, now)) {
                found.set(patterns.ruleOf(pattern));
            }
            reached[pattern] = now;
            accepted[pattern] = 0;
            if (now == 0) {
                listed[pattern] = false;
            } else {
                active[kept++] = pattern;
            }
        }
        activeCount = kept;
    }

    /** The numbers of the rules that were found. */
    BitSet found() {
        return found;
    }
}
