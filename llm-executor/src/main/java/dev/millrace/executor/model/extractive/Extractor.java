package dev.millrace.executor.model.extractive;

import dev.millrace.executor.embedding.TextEmbedder;
import dev.millrace.executor.work.Turn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds the sentences that answer a question, best first; none if no sentence does.
 *
 * <p>Words are compared first, which costs next to nothing; the embedding model sees only the
 * sentences that are left. Computes on the calling thread.
 */
public final class Extractor {

    private static final int MOST_EMBEDDED = 12;
    private static final int MOST_PICKED = 3;

    private final TextEmbedder embedder;

    public Extractor(TextEmbedder embedder) {
        this.embedder = embedder;
    }

    /** The sentences of the passages that answer the question, the best one first. */
    public List<Extract> extract(String question, List<Turn.Passage> passages) {
        List<Scored> scored = score(question, passages);
        Map<String, Extract> extracts = new LinkedHashMap<>();
        scored.stream()
                .takeWhile(candidate -> candidate.answers(scored.getFirst()))
                .limit(MOST_PICKED)
                .flatMap(Extractor::extracts)
                .forEach(extract -> extracts.putIfAbsent(extract.text(), extract));
        return List.copyOf(extracts.values());
    }

    /** A sentence and what it introduces. */
    private static Stream<Extract> extracts(Scored scored) {
        Candidate candidate = scored.candidate();
        return Stream.concat(Stream.of(candidate.sentence()), candidate.next().stream())
                .map(
                        sentence ->
                                new Extract(
                                        candidate.passage().number(),
                                        sentence.text(),
                                        scored.confidence()));
    }

    /** Every sentence worth a look with its confidence, best first. */
    List<Scored> score(String text, List<Turn.Passage> passages) {
        Question question = Question.of(text);
        List<Candidate> closest =
                Candidates.of(question, passages).stream()
                        .sorted(
                                Comparator.comparingDouble((Candidate c) -> promise(c, question))
                                        .reversed())
                        .limit(MOST_EMBEDDED)
                        .toList();
        if (closest.isEmpty()) {
            return List.of();
        }
        List<float[]> questions = embedder.embed(variants(question));
        List<float[]> sentences =
                embedder.embed(closest.stream().map(Candidate::embedded).toList());
        List<Scored> scored = new ArrayList<>();
        for (int i = 0; i < closest.size(); i++) {
            float[] sentence = sentences.get(i);
            double[] similarities =
                    questions.stream()
                            .mapToDouble(variant -> TextEmbedder.similarity(variant, sentence))
                            .toArray();
            scored.add(Scored.of(closest.get(i), question, similarities));
        }
        scored.sort(Comparator.comparingDouble(Scored::confidence).reversed());
        return scored;
    }

    /** The question, and the question without each of its terms. */
    static List<String> variants(Question question) {
        List<String> variants = new ArrayList<>();
        variants.add(question.text());
        question.terms().forEach(term -> variants.add(term.questionWithout()));
        return variants;
    }

    /** How promising a sentence is before the embedding model has seen it. */
    static double promise(Candidate candidate, Question question) {
        return candidate.alone()
                + 0.5 * candidate.inContext()
                + 0.8 * candidate.passage().score()
                + (question.type().isIn(candidate.sentence().text()) ? 0.15 : 0)
                - (candidate.sentence().kind() == Sentence.Kind.HEADING ? 0.5 : 0);
    }
}
