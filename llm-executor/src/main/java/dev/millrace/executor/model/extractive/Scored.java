package dev.millrace.executor.model.extractive;

import dev.millrace.executor.model.extractive.Candidate.Coverage;

/**
 * A candidate with how sure it is that it answers the question.
 *
 * @param similarity the cosine similarity of sentence and question
 * @param confidence from 0 to 1
 */
record Scored(Candidate candidate, double similarity, double confidence) {

    /** From here on a sentence counts as an answer. */
    private static final double ANSWERS = 0.45;

    /** A further sentence is quoted only if it is nearly as good as the best one. */
    private static final double NEARLY = 0.75;

    /** Learned from the labelled questions under src/test/resources/extractive. */
    private static final double[] WEIGHTS = {
        -3.61, 1.97, 1.47, 1.76, 1.38, -0.11, -0.54, 0.38, -0.2, 0.06, 0.42, 1.47, -0.45, 0.56,
        -0.02, -0.28
    };

    /** A term is as good as covered if leaving it out takes this much from the similarity. */
    private static final double TELLING = 0.1;

    /**
     * @param similarities of the sentence with the question, then with the question without its
     *     first, second, … term
     */
    static Scored of(Candidate candidate, Question question, double[] similarities) {
        double[] features = features(candidate, question, similarities);
        double sum = 0;
        for (int i = 0; i < features.length; i++) {
            sum += WEIGHTS[i] * features[i];
        }
        return new Scored(candidate, similarities[0], 1 / (1 + Math.exp(-sum)));
    }

    boolean answers(Scored best) {
        return confidence >= ANSWERS && confidence >= NEARLY * best.confidence;
    }

    static double[] features(Candidate candidate, Question question, double[] similarities) {
        Sentence sentence = candidate.sentence();
        boolean fits = question.type().isIn(sentence.text());
        boolean strict = question.type().strict();
        double meant = 0;
        double missing = 0;
        double names = 0;
        for (int i = 0; i < candidate.covers().size(); i++) {
            Coverage cover = candidate.covers().get(i);
            double told = Math.clamp((similarities[0] - similarities[i + 1]) / TELLING, -1.0, 1.0);
            double covered = Math.max(cover.inContext(), told);
            meant += cover.weight() * covered;
            if (question.terms().get(i).name()) {
                names = Math.max(names, 1 - Math.max(cover.inPassage(), told));
            }
            missing = Math.max(missing, cover.weight() * (1 - covered));
        }
        return new double[] {
            1,
            similarities[0],
            candidate.alone(),
            candidate.inContext(),
            candidate.inPassage(),
            strict && fits ? 1 : 0,
            strict && !fits ? 1 : 0,
            !strict && fits ? 1 : 0,
            sentence.kind() == Sentence.Kind.CODE ? 1 : 0,
            sentence.kind() == Sentence.Kind.ROW ? 1 : 0,
            candidate.passage().score(),
            meant,
            missing,
            Math.max(0, similarities[0] - 0.5),
            sentence.kind() == Sentence.Kind.TITLE ? 1 : 0,
            names
        };
    }
}
