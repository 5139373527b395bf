package dev.millrace.executor.model.extractive;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a question is about.
 *
 * @param terms the stems of its content words, each with how much it says: names and numbers much,
 *     words such as "use" little
 */
record Question(String text, AnswerType type, Map<String, Double> terms) {

    private static final Set<String> STOP_WORDS =
            Set.of(
                    ("a an the this that these those there here it its is are was were be been being am do does"
                                    + " did done doing have has had having will would shall should can could may might"
                                    + " must i you he she we they me him her us them my your his our their mine yours"
                                    + " what which who whom whose when where why how of in on at by for from to into"
                                    + " onto with without about as and or but not no nor if then than so such"
                                    + " any some all each other another own same too very just also only own up out over"
                                    + " under again once please tell s t d ll re ve much many"
                                    + " der die das den dem des ein eine einen einem einer eines ist sind war waren wird"
                                    + " werden wurde wurden hat haben hatte kann können darf dürfen muss müssen soll"
                                    + " ich du er sie es wir ihr man mir dir uns was wer wie wo wann warum welche"
                                    + " welcher welches welchen welchem wem wen und oder aber nicht kein keine in im am"
                                    + " an auf aus bei mit nach von vom zu zum zur für über unter durch als")
                            .split(" "));

    private static final Set<String> WEAK_WORDS =
            Set.of(
                    ("use work get need happen mean document text file say mention describe according"
                                    + " thing kind type sort way give take go come know find long old large big far"
                                    + " high name call number possible available different first new good"
                                    + " exactly actually currently anything something someone people time year"
                                    + " date day person gibt geht steht")
                            .split(" "));

    private static final double WEAK = 0.35;
    private static final double STRONG = 1.4;

    static Question of(String text) {
        Map<String, Double> terms = new LinkedHashMap<>();
        List<String> words = Words.of(text);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String lower = word.toLowerCase(java.util.Locale.ROOT);
            if (STOP_WORDS.contains(lower)) {
                continue;
            }
            String stem = Words.stem(lower);
            double weight = 1;
            if (WEAK_WORDS.contains(lower) || WEAK_WORDS.contains(stem)) {
                weight = WEAK;
            } else if (Character.isDigit(word.charAt(0))
                    || (i > 0 && Character.isUpperCase(word.charAt(0)))) {
                weight = STRONG;
            }
            terms.merge(stem, weight, Math::max);
        }
        return new Question(text, AnswerType.of(text), Map.copyOf(terms));
    }
}
