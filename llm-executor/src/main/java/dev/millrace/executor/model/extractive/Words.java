package dev.millrace.executor.model.extractive;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes texts apart into words and compares words by what they have in common. */
final class Words {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:['’]\\p{L}+)?");

    /** Fahrrad and Fahrräder, cafe and café are to meet. */
    private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");

    private static final Map<String, String> IRREGULAR =
            Map.ofEntries(
                    Map.entry("made", "mak"),
                    Map.entry("gave", "giv"),
                    Map.entry("given", "giv"),
                    Map.entry("took", "tak"),
                    Map.entry("ran", "run"),
                    Map.entry("paid", "pay"),
                    Map.entry("kept", "keep"),
                    Map.entry("held", "hold"),
                    Map.entry("sold", "sell"),
                    Map.entry("bought", "buy"),
                    Map.entry("sent", "send"),
                    Map.entry("left", "leav"),
                    Map.entry("lost", "los"),
                    Map.entry("met", "meet"),
                    Map.entry("began", "begin"),
                    Map.entry("grew", "grow"),
                    Map.entry("known", "know"),
                    Map.entry("knew", "know"),
                    Map.entry("said", "say"),
                    Map.entry("died", "die"),
                    Map.entry("dies", "die"),
                    Map.entry("child", "child"),
                    Map.entry("children", "child"),
                    Map.entry("men", "man"),
                    Map.entry("women", "woman"));

    private Words() {}

    /** The words of a text in lower case, without endings, in their order. */
    static List<String> stems(String text) {
        List<String> stems = new ArrayList<>();
        Matcher word = WORD.matcher(splitIdentifiers(text));
        while (word.find()) {
            stems.add(stem(word.group().toLowerCase(Locale.ROOT)));
        }
        return stems;
    }

    /** The words of a text as they are written, with their places. */
    static List<Word> in(String text) {
        List<Word> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            words.add(new Word(word.group(), word.start(), word.end()));
        }
        return words;
    }

    /** A word and where it stands. */
    record Word(String text, int start, int end) {}

    /** A name like bootstrapServers counts as its words. */
    private static String splitIdentifiers(String text) {
        return text.replaceAll("(?<=\\p{Ll})(?=\\p{Lu})", " ");
    }

    /** A light stem: what is left without the endings of inflection, English first. */
    static String stem(String word) {
        String stem = ACCENTS.matcher(Normalizer.normalize(word, Form.NFD)).replaceAll("");
        stem = stem.replaceAll("['’]s?$", "");
        String regular = IRREGULAR.get(stem);
        if (regular != null) {
            return regular;
        }
        if (stem.length() <= 3) {
            return stem;
        }
        if (stem.endsWith("ies") && stem.length() > 4) {
            stem = stem.substring(0, stem.length() - 3) + "y";
        } else if (stem.endsWith("sses")
                || stem.endsWith("xes")
                || stem.endsWith("ches")
                || stem.endsWith("shes")) {
            stem = stem.substring(0, stem.length() - 2);
        } else if (stem.endsWith("s")
                && !stem.endsWith("ss")
                && !stem.endsWith("us")
                && !stem.endsWith("is")) {
            stem = stem.substring(0, stem.length() - 1);
        }
        for (String ending : List.of("ingly", "edly", "ing", "ed", "ly", "en", "er")) {
            if (stem.endsWith(ending) && stem.length() - ending.length() >= 4) {
                stem = stem.substring(0, stem.length() - ending.length());
                break;
            }
        }
        if (stem.endsWith("e") && stem.length() > 3) {
            stem = stem.substring(0, stem.length() - 1);
        }
        return undouble(stem);
    }

    /** Stopped becomes stop, as running becomes run. */
    private static String undouble(String stem) {
        int last = stem.length() - 1;
        return last > 3
                        && stem.charAt(last) == stem.charAt(last - 1)
                        && "bdgmnprt".indexOf(stem.charAt(last)) >= 0
                ? stem.substring(0, last)
                : stem;
    }

    /** How alike two stems are: 1 the same, 0 nothing in common. */
    static double likeness(String a, String b) {
        if (a.equals(b)) {
            return 1;
        }
        if (Synonyms.related(a, b)) {
            return 0.7;
        }
        if (shorter(a, b) >= 5 && (a.endsWith(b) || b.endsWith(a))) {
            // The last part of a compound says what it is.
            return 0.7;
        }
        int common = 0;
        int shorter = shorter(a, b);
        while (common < shorter && a.charAt(common) == b.charAt(common)) {
            common++;
        }
        int longer = Math.max(a.length(), b.length());
        if (common >= 5 && common >= 0.6 * longer) {
            return 0.8;
        }
        return common >= 4 && common == shorter && longer - common <= 3 && !digit(a) ? 0.6 : 0;
    }

    private static int shorter(String a, String b) {
        return Math.min(a.length(), b.length());
    }

    private static boolean digit(String word) {
        return Character.isDigit(word.charAt(0));
    }
}
