package dev.millrace.executor.model.extractive;

import dev.millrace.executor.work.Turn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads passages into sentences and compares their words with those of a question. */
final class Candidates {

    private static final double CONTEXT_WEIGHT = 0.8;
    private static final double PASSAGE_WEIGHT = 0.5;

    private final Question question;
    private final Map<String, Double> weights = new HashMap<>();

    private Candidates(Question question) {
        this.question = question;
    }

    static List<Candidate> of(Question question, List<Turn.Passage> passages) {
        return new Candidates(question).read(passages);
    }

    private List<Candidate> read(List<Turn.Passage> passages) {
        List<Unit> units = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Turn.Passage passage : passages) {
            Set<String> whole = new HashSet<>(Words.stems(passage.text() + " " + passage.title()));
            for (Sentence sentence : SentenceSplitter.split(passage.text())) {
                // Chunks overlap: the same sentence of the same document comes more than once.
                if (seen.add(passage.documentId() + '\n' + sentence.text())) {
                    units.add(
                            new Unit(
                                    passage,
                                    sentence,
                                    new HashSet<>(Words.stems(sentence.text())),
                                    new HashSet<>(
                                            Words.stems(
                                                    sentence.context() + " " + passage.title())),
                                    whole));
                }
            }
        }
        weigh(units);
        return units.stream().map(this::compare).toList();
    }

    /** A term counts the more, the fewer sentences hold it. */
    private void weigh(List<Unit> units) {
        question.terms()
                .forEach(
                        (term, weight) -> {
                            long holding =
                                    units.stream()
                                            .filter(unit -> best(term, unit.words()) > 0.5)
                                            .count();
                            weights.put(
                                    term,
                                    weight * Math.log(1 + (units.size() + 4.0) / (0.5 + holding)));
                        });
    }

    private Candidate compare(Unit unit) {
        double total = 0;
        double alone = 0;
        double inContext = 0;
        double inPassage = 0;
        for (Map.Entry<String, Double> term : weights.entrySet()) {
            double weight = term.getValue();
            double own = best(term.getKey(), unit.words());
            double context = Math.max(own, CONTEXT_WEIGHT * best(term.getKey(), unit.context()));
            double passage =
                    Math.max(context, PASSAGE_WEIGHT * best(term.getKey(), unit.passageWords()));
            total += weight;
            alone += weight * own;
            inContext += weight * context;
            inPassage += weight * passage;
        }
        return total == 0
                ? new Candidate(unit.passage(), unit.sentence(), 0, 0, 0)
                : new Candidate(
                        unit.passage(),
                        unit.sentence(),
                        alone / total,
                        inContext / total,
                        inPassage / total);
    }

    private static double best(String term, Set<String> words) {
        if (words.contains(term)) {
            return 1;
        }
        double best = 0;
        for (String word : words) {
            best = Math.max(best, Words.likeness(term, word));
        }
        return best;
    }

    private record Unit(
            Turn.Passage passage,
            Sentence sentence,
            Set<String> words,
            Set<String> context,
            Set<String> passageWords) {}
}
