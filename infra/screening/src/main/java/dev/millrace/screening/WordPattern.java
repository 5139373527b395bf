package dev.millrace.screening;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sequence of words that a rule looks for. {@code (ignore|forget) (all)? ..2 instruct*} is one of
 * two words, perhaps another one, up to two of any kind, and one that begins so.
 *
 * @param elements what each place accepts
 */
record WordPattern(List<Element> elements) {

    /** So that all places of a pattern, and the one behind, are bits of a number. */
    static final int MAX_ELEMENTS = 60;

    private static final Pattern TOKEN =
            Pattern.compile("\\.\\.([1-9][0-9]?)|\\(([^()?]+)\\)(\\?)?|([^()?|.]+)");

    /**
     * A place in the sequence.
     *
     * @param words those that it accepts
     * @param stems beginnings of words that it accepts
     * @param any whether it accepts every word
     */
    record Element(Set<String> words, Set<String> stems, boolean any, boolean optional) {

        private static final Element GAP = new Element(Set.of(), Set.of(), true, true);

        private static Element of(String alternatives, boolean optional) {
            Set<String> words = new LinkedHashSet<>();
            Set<String> stems = new LinkedHashSet<>();
            for (String word : alternatives.split("\\|", -1)) {
                boolean stem = word.endsWith("*");
                String folded = Letters.ofAll(stem ? word.substring(0, word.length() - 1) : word);
                if (folded.isBlank() || folded.contains(Letters.SEPARATOR)) {
                    throw new IllegalArgumentException("'" + word + "' is no word");
                }
                (stem ? stems : words).add(folded);
            }
            return new Element(words, stems, false, optional);
        }
    }

    WordPattern {
        elements = List.copyOf(elements);
        Element first = elements.getFirst();
        if (elements.size() > MAX_ELEMENTS || first.optional() || elements.getLast().any()) {
            throw new IllegalArgumentException(
                    "a pattern begins and ends with a word and has at most "
                            + MAX_ELEMENTS
                            + " places");
        }
    }

    /**
     * @throws IllegalArgumentException if the text is no pattern
     */
    static WordPattern parse(String text) {
        List<Element> elements = new ArrayList<>();
        for (String token : text.strip().split("\\s+", -1)) {
            Matcher parts = TOKEN.matcher(token);
            if (!parts.matches()) {
                throw new IllegalArgumentException("'" + token + "' is no part of a pattern");
            }
            if (parts.group(1) != null) {
                for (int n = 0; n < Integer.parseInt(parts.group(1)); n++) {
                    elements.add(Element.GAP);
                }
            } else if (parts.group(2) != null) {
                elements.add(Element.of(parts.group(2), parts.group(3) != null));
            } else {
                elements.add(Element.of(parts.group(4), false));
            }
        }
        return new WordPattern(elements);
    }
}
