package dev.millrace.executor.model.extractive;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a question is about: its content words and the kind of answer that it wants. */
record Question(String text, AnswerType type, List<Question.Term> terms) {

    private static final Set<String> STOP_WORDS =
            words(
                    "a an the this that these those there here it its is are was were be been being am do does"
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
                            + " an auf aus bei mit nach von vom zu zum zur für über unter durch als");

    private static final Set<String> WEAK_STEMS =
            stems(
                    "use make work get need happen mean document text file say mention describe according"
                            + " thing kind type sort way give take go come know find long old large big far"
                            + " high name call number possible available different first new good"
                            + " exactly actually currently anything something someone people time year"
                            + " date day person endpoint command option parameter flag field value variable"
                            + " section project software program application tool gibt geht steht");

    private static final int FEWEST_WORDS_OF_A_QUESTION = 3;
    private static final double WEAK = 0.35;
    private static final double STRONG = 1.4;

    private static Set<String> words(String list) {
        return Set.copyOf(List.of(list.split(" ")));
    }

    private static Set<String> stems(String list) {
        return Arrays.stream(list.split(" "))
                .map(Words::stem)
                .collect(Collectors.toUnmodifiableSet());
    }

    static Question of(String text) {
        Map<String, Term> terms = new LinkedHashMap<>();
        List<Words.Word> words = Words.in(text);
        for (int i = 0; i < words.size(); i++) {
            Words.Word word = words.get(i);
            String lower = word.text().toLowerCase(Locale.ROOT);
            if (!STOP_WORDS.contains(lower)) {
                String stem = Words.stem(lower);
                boolean name = i > 0 && Character.isUpperCase(word.text().charAt(0));
                terms.putIfAbsent(
                        stem, new Term(stem, weight(lower, name), name, without(text, word)));
            }
        }
        return new Question(text, AnswerType.of(text), List.copyOf(terms.values()));
    }

    /** Whether a text only asks what this asks, as the command of an example or a heading does. */
    boolean isRepeatedIn(String other) {
        List<String> asked = Words.stems(text);
        return text.strip().endsWith("?")
                && asked.size() >= FEWEST_WORDS_OF_A_QUESTION
                && Collections.indexOfSubList(Words.stems(other), asked) >= 0;
    }

    private static double weight(String word, boolean name) {
        if (WEAK_STEMS.contains(Words.stem(word))) {
            return WEAK;
        }
        return name || Character.isDigit(word.charAt(0)) ? STRONG : 1;
    }

    private static String without(String text, Words.Word word) {
        return (text.substring(0, word.start()) + text.substring(word.end()))
                .replaceAll("\\s+", " ")
                .strip();
    }

    /**
     * A content word.
     *
     * @param weight how much it says: names and numbers much, words such as "use" little
     * @param name whether it is written like a name
     * @param questionWithout the question with the word left out
     */
    record Term(String stem, double weight, boolean name, String questionWithout) {}
}
