package dev.millrace.executor.model.extractive;

/**
 * A candidate with how sure it is that it answers the question.
 *
 * @param similarity the cosine similarity of sentence and question
 * @param confidence from 0 to 1
 */
record Scored(Candidate candidate, double similarity, double confidence) {

    /** From here on a sentence counts as an answer. */
    private static final double ANSWERS = 0.5;

    /** A further sentence is quoted only if it is nearly as good as the best one. */
    private static final double NEARLY = 0.85;

    static Scored of(Candidate candidate, Question question, double similarity) {
        double[] features = features(candidate, question, similarity);
        double sum = 0;
        for (int i = 0; i < features.length; i++) {
            sum += WEIGHTS[i] * features[i];
        }
        return new Scored(candidate, similarity, 1 / (1 + Math.exp(-sum)));
    }

    boolean answers(Scored best) {
        return confidence >= ANSWERS && confidence >= NEARLY * best.confidence;
    }

    /** Learned from the labelled questions under src/test/resources/extractive. */
    private static final double[] WEIGHTS = {-5, 5, 3, 2, 1, 1.5, -2, 0.5, -1, -0.3, -0.3, 1};

    static double[] features(Candidate candidate, Question question, double similarity) {
        Sentence sentence = candidate.sentence();
        boolean fits = question.type().isIn(sentence.text());
        boolean strict = question.type().strict();
        return new double[] {
            1,
            similarity,
            candidate.alone(),
            candidate.inContext(),
            candidate.inPassage(),
            strict && fits ? 1 : 0,
            strict && !fits ? 1 : 0,
            !strict && fits ? 1 : 0,
            sentence.kind() == Sentence.Kind.HEADING ? 1 : 0,
            sentence.kind() == Sentence.Kind.CODE ? 1 : 0,
            sentence.kind() == Sentence.Kind.ROW ? 1 : 0,
            candidate.passage().score()
        };
    }
}
