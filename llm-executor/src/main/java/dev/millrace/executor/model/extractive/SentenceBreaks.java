package dev.millrace.executor.model.extractive;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Knows where a sentence of running text ends, and where it does not. */
final class SentenceBreaks {

    /** Beyond this, a sentence is cut at its semicolons. */
    private static final int LONG = 320;

    private static final Pattern END =
            Pattern.compile("[.!?]+[\"'”’»)\\]*_`]*\\s+(?=[\\p{Lu}\\p{N}\"'“„«(\\[`*_§$/<-])");
    private static final Pattern SEMICOLON = Pattern.compile(";\\s+");

    private static final Set<String> ABBREVIATIONS =
            Set.of(
                    "e.g", "i.e", "mr", "mrs", "ms", "dr", "prof", "no", "nos", "vs", "cf", "st",
                    "inc", "ltd", "co", "corp", "approx", "fig", "sec", "u.s", "u.k", "jr", "sr",
                    "vol", "ed", "eds", "art", "abs", "nr", "z.b", "d.h", "bzw", "u.a", "ca",
                    "evtl", "ggf", "usw", "str", "rev", "al", "resp", "dept", "est", "p", "pp");

    private static final Pattern GERMAN_MONTH =
            Pattern.compile(
                    "(Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember).*");

    private SentenceBreaks() {}

    static List<String> split(String text) {
        List<String> sentences = new ArrayList<>();
        Matcher end = END.matcher(text);
        int start = 0;
        while (end.find()) {
            if (endsSentence(text, start, end)) {
                addPieces(text.substring(start, end.end()).strip(), sentences);
                start = end.end();
            }
        }
        addPieces(text.substring(start).strip(), sentences);
        return sentences;
    }

    private static boolean endsSentence(String text, int start, Matcher end) {
        if (text.charAt(end.start()) != '.') {
            return true;
        }
        String before = text.substring(start, end.start());
        String word = before.substring(before.lastIndexOf(' ') + 1).replaceAll("^[(\"'\\[„“]+", "");
        String after = text.substring(end.end());
        boolean numbering =
                word.length() == before.length() && word.matches("[\\dIVXivx.]{1,6}|\\p{L}");
        boolean initial = word.matches("\\p{Lu}");
        boolean ordinal = word.matches("\\d{1,2}") && GERMAN_MONTH.matcher(after).matches();
        return !numbering
                && !initial
                && !ordinal
                && !ABBREVIATIONS.contains(word.toLowerCase(Locale.ROOT));
    }

    private static void addPieces(String sentence, List<String> sentences) {
        if (sentence.length() <= LONG) {
            if (!sentence.isEmpty()) {
                sentences.add(sentence);
            }
            return;
        }
        Matcher semicolon = SEMICOLON.matcher(sentence);
        int start = 0;
        while (semicolon.find()) {
            if (semicolon.end() - start >= LONG / 4
                    && sentence.length() - semicolon.end() >= LONG / 8) {
                sentences.add(sentence.substring(start, semicolon.end()).strip());
                start = semicolon.end();
            }
        }
        sentences.add(sentence.substring(start).strip());
    }
}
