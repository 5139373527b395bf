package dev.millrace.executor.model.extractive;

import dev.millrace.executor.embedding.TextEmbedder;
import dev.millrace.executor.work.Turn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the sentences that answer a question, best first; none if no sentence does.
 *
 * <p>Words are compared first, which costs next to nothing; the embedding model sees only the
 * sentences that are left. Computes on the calling thread.
 */
public final class Extractor {

    private static final int MOST_EMBEDDED = 16;
    private static final int MOST_EXTRACTS = 3;

    private final TextEmbedder embedder;

    public Extractor(TextEmbedder embedder) {
        this.embedder = embedder;
    }

    /** The sentences of the passages that answer the question, the best one first. */
    public List<Extract> extract(String question, List<Turn.Passage> passages) {
        List<Scored> scored = score(question, passages);
        List<Extract> extracts = new ArrayList<>();
        for (Scored candidate : scored) {
            if (extracts.size() == MOST_EXTRACTS || !candidate.answers(scored.getFirst())) {
                break;
            }
            extracts.add(
                    new Extract(
                            candidate.candidate().passage().number(),
                            candidate.candidate().sentence().text(),
                            candidate.confidence()));
        }
        return extracts;
    }

    /** Every sentence worth a look with its confidence, best first. */
    List<Scored> score(String text, List<Turn.Passage> passages) {
        Question question = Question.of(text);
        List<Candidate> candidates = Candidates.of(question, passages);
        if (candidates.isEmpty()) {
            return List.of();
        }
        List<Candidate> closest =
                candidates.stream()
                        .sorted(
                                Comparator.comparingDouble((Candidate c) -> promise(c, question))
                                        .reversed())
                        .limit(MOST_EMBEDDED)
                        .toList();
        List<String> texts = new ArrayList<>();
        texts.add(text);
        closest.forEach(candidate -> texts.add(candidate.embedded()));
        List<float[]> vectors = embedder.embed(texts);
        List<Scored> scored = new ArrayList<>();
        for (int i = 0; i < closest.size(); i++) {
            double similarity = TextEmbedder.similarity(vectors.getFirst(), vectors.get(i + 1));
            scored.add(Scored.of(closest.get(i), question, similarity));
        }
        scored.sort(Comparator.comparingDouble(Scored::confidence).reversed());
        return scored;
    }

    /** How promising a sentence is before the embedding model has seen it. */
    private static double promise(Candidate candidate, Question question) {
        return candidate.alone()
                + 0.5 * candidate.inContext()
                + 0.8 * candidate.passage().score()
                + (question.type().isIn(candidate.sentence().text()) ? 0.15 : 0)
                - (candidate.sentence().kind() == Sentence.Kind.HEADING ? 0.5 : 0);
    }
}
