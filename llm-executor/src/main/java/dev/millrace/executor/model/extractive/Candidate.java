package dev.millrace.executor.model.extractive;

import dev.millrace.executor.work.Turn;
import java.util.List;

/**
 * A sentence of a passage, with how far its words cover the question.
 *
 * @param next what follows if the sentence introduces it, such as the command after a colon
 * @param covers one coverage for each term of the question, in their order
 */
record Candidate(
        Turn.Passage passage, Sentence sentence, List<Sentence> next, List<Coverage> covers) {

    /**
     * How well the words at hand cover a term of the question, from 0 to 1.
     *
     * @param weight the share of the term in what the question says; all terms together have 1
     * @param alone by the words of the sentence itself
     * @param inContext also by its context and the title of its document
     * @param inPassage also by the rest of its passage
     */
    record Coverage(double weight, double alone, double inContext, double inPassage) {}

    /** The share of the question that the sentence itself covers. */
    double alone() {
        return covers.stream().mapToDouble(cover -> cover.weight() * cover.alone()).sum();
    }

    /** The share of the question that the sentence covers with its context. */
    double inContext() {
        return covers.stream().mapToDouble(cover -> cover.weight() * cover.inContext()).sum();
    }

    /** The share of the question that the whole passage covers. */
    double inPassage() {
        return covers.stream().mapToDouble(cover -> cover.weight() * cover.inPassage()).sum();
    }

    /** What is compared with the question: the sentence with what it is about. */
    String embedded() {
        String text =
                sentence.context().isEmpty()
                        ? sentence.text()
                        : sentence.context() + ": " + sentence.text();
        // Marks of layout mean nothing to the model.
        return text.replaceAll("[*_`|]+", " ").replaceAll("\\s+", " ").strip();
    }
}
