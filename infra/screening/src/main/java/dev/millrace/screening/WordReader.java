package dev.millrace.screening;

import java.util.function.Consumer;

/**
 * Reads a text as folded words. Single letters in a row are put together, and digits in words read
 * as the letters that they stand for. Belongs to one text and one thread.
 */
final class WordReader {

    /** Longer ones are no words. */
    private static final int MAX_WORD = 48;

    /** The most single letters that are put together before they are looked at. */
    private static final int MAX_SPELLED = 512;

    private final Vocabulary vocabulary;
    private final Consumer<CharSequence> words;
    private final StringBuilder word = new StringBuilder();
    private final StringBuilder spelled = new StringBuilder();
    private boolean hasLetters;
    private boolean hasDigits;
    private int gap;

    WordReader(Vocabulary vocabulary, Consumer<CharSequence> words) {
        this.vocabulary = vocabulary;
        this.words = words;
    }

    void read(String text) {
        for (int at = 0; at < text.length(); at++) {
            char one = text.charAt(at);
            if (one < 0x80) {
                add(Letters.of(one));
            } else {
                int codePoint = text.codePointAt(at);
                at += Character.charCount(codePoint) - 1;
                add(Letters.of(codePoint));
            }
        }
        end();
        endSpelled();
    }

    private void add(String folded) {
        for (int at = 0; at < folded.length(); at++) {
            char one = folded.charAt(at);
            if (one == ' ') {
                end();
                gap++;
            } else if (word.length() <= MAX_WORD) {
                word.append(one);
                boolean digit = one >= '0' && one <= '9';
                hasDigits |= digit;
                hasLetters |= !digit;
            }
        }
    }

    private void end() {
        if (word.isEmpty()) {
            return;
        }
        if (word.length() == 1) {
            spell();
        } else {
            endSpelled();
            if (word.length() <= MAX_WORD) {
                emit(hasDigits && hasLetters ? asLetters(word) : word);
            }
        }
        word.setLength(0);
        hasDigits = false;
        hasLetters = false;
        gap = 0;
    }

    private void spell() {
        if (gap > 1 || spelled.length() >= MAX_SPELLED) {
            endSpelled();
        }
        spelled.append(word.charAt(0));
    }

    /** Letters that stood alone: two are two words, more are one or, when run together, several. */
    private void endSpelled() {
        if (spelled.length() < 3) {
            for (int at = 0; at < spelled.length(); at++) {
                emit(spelled.subSequence(at, at + 1));
            }
        } else {
            String letters = asLetters(spelled);
            for (int at = 0; at < letters.length(); ) {
                int length = vocabulary.longestAt(letters, at);
                if (length > 1) {
                    emit(letters.subSequence(at, at + length));
                }
                at += Math.max(1, length);
            }
        }
        spelled.setLength(0);
    }

    private void emit(CharSequence one) {
        words.accept(one);
    }

    private static String asLetters(CharSequence word) {
        StringBuilder letters = new StringBuilder(word.length());
        for (int at = 0; at < word.length(); at++) {
            letters.append(
                    switch (word.charAt(at)) {
                        case '0' -> 'o';
                        case '1' -> 'i';
                        case '3' -> 'e';
                        case '4' -> 'a';
                        case '5' -> 's';
                        case '7' -> 't';
                        default -> word.charAt(at);
                    });
        }
        return letters.toString();
    }
}
