package dev.millrace.screening;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All words of all patterns, as a tree of letters: a word is looked up while its letters come, and
 * what it means for the patterns is found together with it.
 */
final class Vocabulary {

    /** The place from which words start. */
    static final int ROOT = 0;

    /** No word begins so. */
    static final int NONE = -1;

    private static final int SYMBOLS = 36;

    private final List<int[]> next = new ArrayList<>();
    private final List<List<Use>> words = new ArrayList<>();
    private final List<List<Use>> stems = new ArrayList<>();

    /** At which places of a pattern something is accepted, as bits. */
    record Use(int pattern, long places) {}

    Vocabulary() {
        addNode();
    }

    private int addNode() {
        int[] none = new int[SYMBOLS];
        Arrays.fill(none, NONE);
        next.add(none);
        words.add(new ArrayList<>());
        stems.add(new ArrayList<>());
        return next.size() - 1;
    }

    /** Adds the words of a pattern. */
    void add(int number, WordPattern pattern) {
        for (int place = 0; place < pattern.elements().size(); place++) {
            Use use = new Use(number, 1L << place);
            WordPattern.Element element = pattern.elements().get(place);
            element.words().forEach(word -> words.get(node(word)).add(use));
            element.stems().forEach(stem -> stems.get(node(stem)).add(use));
        }
    }

    private int node(String word) {
        int node = ROOT;
        for (int at = 0; at < word.length(); at++) {
            int symbol = symbol(word.charAt(at));
            if (symbol < 0) {
                throw new IllegalArgumentException("'" + word + "' has other letters than Latin");
            }
            int[] following = next.get(node);
            if (following[symbol] == NONE) {
                following[symbol] = addNode();
            }
            node = following[symbol];
        }
        return node;
    }

    /** The place after one more letter. */
    int step(int node, char letter) {
        int symbol = symbol(letter);
        return node == NONE || symbol < 0 ? NONE : next.get(node)[symbol];
    }

    private static int symbol(char letter) {
        if (letter >= 'a' && letter <= 'z') {
            return letter - 'a';
        }
        return letter >= '0' && letter <= '9' ? 26 + letter - '0' : -1;
    }

    /** What a word means that ends here. */
    List<Use> wordsAt(int node) {
        return words.get(node);
    }

    /** What a word means that begins with what ends here. */
    List<Use> stemsAt(int node) {
        return stems.get(node);
    }

    /** The length of the longest word, or beginning of words, that a text has at a place; or 0. */
    int longestAt(CharSequence text, int from) {
        int node = ROOT;
        int longest = 0;
        for (int at = from; at < text.length(); at++) {
            node = step(node, text.charAt(at));
            if (node == NONE) {
                break;
            }
            if (!words.get(node).isEmpty() || !stems.get(node).isEmpty()) {
                longest = at + 1 - from;
            }
        }
        return longest;
    }
}
