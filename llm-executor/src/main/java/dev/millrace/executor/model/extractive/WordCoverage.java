package dev.millrace.executor.model.extractive;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells how many of a question's content words a text has, the telling ones counting more. */
public final class WordCoverage {

    private final List<Question.Term> terms;
    private final double total;

    private WordCoverage(List<Question.Term> terms) {
        this.terms = terms;
        this.total = terms.stream().mapToDouble(Question.Term::weight).sum();
    }

    /** The coverage of a question. */
    public static WordCoverage of(String question) {
        return new WordCoverage(Question.of(question).terms());
    }

    /** From 0, none of the words, to 1, all of them; 0 for a question without content words. */
    public double in(String text) {
        if (total == 0) {
            return 0;
        }
        Set<String> stems = new HashSet<>(Words.stems(text));
        return terms.stream()
                        .filter(term -> stems.contains(term.stem()))
                        .mapToDouble(Question.Term::weight)
                        .sum()
                / total;
    }
}
