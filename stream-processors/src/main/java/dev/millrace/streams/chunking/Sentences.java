package dev.millrace.streams.chunking;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds the sentences of a paragraph; the dots of abbreviations, initials and numbering end none.
 */
final class Sentences {

    private static final Set<String> ABBREVIATIONS =
            Set.of(
                    "mr", "mrs", "ms", "dr", "prof", "st", "sr", "jr", "vs", "etc", "e.g", "i.e",
                    "cf", "al", "fig", "figs", "eq", "no", "nos", "vol", "pp", "p", "ch", "sec",
                    "art", "approx", "inc", "ltd", "co", "corp", "dept", "est", "gen", "gov", "hon",
                    "rev", "sgt", "capt", "col", "lt", "u.s", "u.k", "u.n", "a.m", "p.m", "jan",
                    "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
                    "bzw", "z.b", "d.h", "u.a", "usw", "vgl", "nr", "abs", "ggf", "ca");

    private static final int LONGEST_ABBREVIATION = 8;

    private Sentences() {}

    /** The ends of the sentences in a part of a text; the last is the end of the part. */
    static List<Integer> ends(String text, int start, int end) {
        String part = text.substring(start, end);
        BreakIterator iterator = BreakIterator.getSentenceInstance(Locale.ROOT);
        iterator.setText(part);
        List<Integer> ends = new ArrayList<>();
        for (int at = iterator.next(); at != BreakIterator.DONE; at = iterator.next()) {
            if (at == part.length() || !endsWithAbbreviation(part, at)) {
                ends.add(start + at);
            }
        }
        return ends;
    }

    private static boolean endsWithAbbreviation(String text, int end) {
        int dot = end - 1;
        while (dot >= 0 && Blocks.isSpace(text.charAt(dot))) {
            dot--;
        }
        if (dot < 1 || text.charAt(dot) != '.') {
            return false;
        }
        int start = dot;
        while (start > 0 && dot - start <= LONGEST_ABBREVIATION && isWord(text.charAt(start - 1))) {
            start--;
        }
        String word = text.substring(start, dot);
        boolean initial = word.length() == 1 && Character.isUpperCase(word.charAt(0));
        boolean numbering = start == firstLetter(text) && isNumber(word);
        return initial || numbering || ABBREVIATIONS.contains(word.toLowerCase(Locale.ROOT));
    }

    private static boolean isWord(char character) {
        return Character.isLetterOrDigit(character) || character == '.';
    }

    /** {@code 12.} at the beginning of a paragraph is its number, at the end of a sentence not. */
    private static boolean isNumber(String word) {
        return !word.isEmpty()
                && word.chars()
                        .allMatch(character -> character == '.' || Character.isDigit(character));
    }

    private static int firstLetter(String text) {
        int at = 0;
        while (at < text.length() && Blocks.isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
