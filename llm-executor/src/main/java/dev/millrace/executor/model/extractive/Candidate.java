package dev.millrace.executor.model.extractive;

import dev.millrace.executor.work.Turn;
import java.util.Set;

/**
 * A sentence of a passage, with what its words say about the question.
 *
 * @param alone the share of the question's terms that the sentence itself holds, by weight
 * @param inContext the same, with the sentence's context and the title of its document
 * @param inPassage the same, with the whole passage
 */
record Candidate(
        Turn.Passage passage, Sentence sentence, double alone, double inContext, double inPassage) {

    private static final Set<Sentence.Kind> EMBEDDED_WITHOUT_CONTEXT =
            Set.of(Sentence.Kind.HEADING);

    /** What is compared with the question: the sentence with what it is about. */
    String embedded() {
        if (EMBEDDED_WITHOUT_CONTEXT.contains(sentence.kind()) || sentence.context().isEmpty()) {
            return sentence.text();
        }
        return sentence.context() + ": " + sentence.text();
    }
}
