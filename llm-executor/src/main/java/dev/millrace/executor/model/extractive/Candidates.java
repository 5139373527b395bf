package dev.millrace.executor.model.extractive;

import dev.millrace.executor.model.extractive.Candidate.Coverage;
import dev.millrace.executor.model.extractive.Sentence.Kind;
import dev.millrace.executor.work.Turn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads passages into sentences and compares their words with those of a question. */
final class Candidates {

    private static final double BY_CONTEXT = 0.95;
    private static final double BY_PASSAGE = 0.5;

    /** The most lines that are quoted after a sentence that introduces them. */
    private static final int MOST_INTRODUCED = 4;

    private final Question question;

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
            List<Sentence> sentences = SentenceSplitter.split(passage.text());
            boolean onlyHeadings = sentences.stream().allMatch(s -> s.kind() == Kind.HEADING);
            for (int i = 0; i < sentences.size(); i++) {
                Sentence sentence = sentences.get(i);
                // Chunks overlap: the same sentence of the same document comes more than once.
                if ((onlyHeadings || sentence.kind() != Kind.HEADING)
                        && !question.isRepeatedIn(sentence.text())
                        && seen.add(passage.documentId() + '\n' + sentence.text())) {
                    units.add(new Unit(passage, sentence, introduced(sentences, i), whole));
                }
            }
        }
        double[] weights = weights(units);
        return units.stream().map(unit -> candidate(unit, weights)).toList();
    }

    /** The lines of code or the list that a sentence ending in a colon introduces. */
    private static List<Sentence> introduced(List<Sentence> sentences, int index) {
        List<Sentence> introduced = new ArrayList<>();
        if (sentences.get(index).text().endsWith(":")) {
            for (int i = index + 1; i < sentences.size(); i++) {
                Kind kind = sentences.get(i).kind();
                if ((kind != Kind.CODE && kind != Kind.ITEM)
                        || kind != sentences.get(index + 1).kind()
                        || introduced.size() == MOST_INTRODUCED) {
                    break;
                }
                introduced.add(sentences.get(i));
            }
        }
        return introduced;
    }

    /** A term counts the more, the fewer sentences hold it. */
    private double[] weights(List<Unit> units) {
        double[] weights = new double[question.terms().size()];
        double total = 0;
        for (int i = 0; i < weights.length; i++) {
            Question.Term term = question.terms().get(i);
            long holding =
                    units.stream().filter(unit -> best(term.stem(), unit.words()) > 0.5).count();
            weights[i] = term.weight() * Math.log(1 + (units.size() + 4.0) / (0.5 + holding));
            total += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= total;
        }
        return weights;
    }

    private Candidate candidate(Unit unit, double[] weights) {
        List<Coverage> covers = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            String term = question.terms().get(i).stem();
            double alone = best(term, unit.words());
            double context = Math.max(alone, BY_CONTEXT * best(term, unit.context()));
            double passage = Math.max(context, BY_PASSAGE * best(term, unit.whole()));
            covers.add(new Coverage(weights[i], alone, context, passage));
        }
        return new Candidate(unit.passage(), unit.sentence(), unit.next(), covers);
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
            List<Sentence> next,
            Set<String> words,
            Set<String> context,
            Set<String> whole) {

        Unit(Turn.Passage passage, Sentence sentence, List<Sentence> next, Set<String> whole) {
            this(
                    passage,
                    sentence,
                    next,
                    new HashSet<>(Words.stems(sentence.text())),
                    new HashSet<>(Words.stems(sentence.context() + " " + passage.title())),
                    whole);
        }
    }
}
