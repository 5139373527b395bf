package dev.millrace.screening;

import java.util.ArrayList;
import java.util.List;

/**
 * The patterns of rules, made ready. Bit <i>n</i> of what a pattern has reached stands for its
 * first <i>n</i> places.
 */
final class Patterns {

    private final Vocabulary vocabulary = new Vocabulary();
    private final List<Compiled> compiled = new ArrayList<>();

    /**
     * @param any the places that accept every word
     * @param optional the places that may be passed over
     * @param end the bit of the place behind the last
     */
    private record Compiled(int rule, long any, long optional, long end) {}

    /**
     * @param rule the number of the rule that it belongs to
     */
    void add(int rule, WordPattern pattern) {
        long any = 0;
        long optional = 0;
        for (int place = 0; place < pattern.elements().size(); place++) {
            any |= pattern.elements().get(place).any() ? 1L << place : 0;
            optional |= pattern.elements().get(place).optional() ? 1L << place : 0;
        }
        vocabulary.add(compiled.size(), pattern);
        compiled.add(new Compiled(rule, any, optional, 1L << pattern.elements().size()));
    }

    Vocabulary vocabulary() {
        return vocabulary;
    }

    int count() {
        return compiled.size();
    }

    int ruleOf(int pattern) {
        return compiled.get(pattern).rule();
    }

    /** What a pattern has reached after a word that some of its places accept. */
    long after(int pattern, long reached, long accepted) {
        Compiled one = compiled.get(pattern);
        long now = ((reached | 1) & (accepted | one.any())) << 1;
        long more = now;
        do {
            now = more;
            more = now | (now & one.optional()) << 1;
        } while (more != now);
        return now;
    }

    boolean isEnd(int pattern, long reached) {
        return (reached & compiled.get(pattern).end()) != 0;
    }
}
