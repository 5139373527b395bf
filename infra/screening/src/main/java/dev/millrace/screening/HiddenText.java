package dev.millrace.screening;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/**
 * Looks for what people do not see. Joiners in emoji and in scripts that need them, flags and the
 * directions of text from right to left are no secrets. Belongs to one text and one thread.
 */
final class HiddenText {

    private static final int MIN_RUN = 6;
    private static final int MIN_SPLITS = 3;
    private static final int MIN_SELECTORS = 4;
    private static final int MIN_DIRECTIONS = 2;
    private static final int MIN_MIXED_WORDS = 2;
    private static final int MIN_MIXED_LETTERS = 3;
    private static final int MAX_FLAG = 8;
    private static final int BLACK_FLAG = 0x1F3F4;
    private static final int TAGS = 0xE0020;
    private static final int LAST_TAG = 0xE007F;

    private final Set<Hidden> found = EnumSet.noneOf(Hidden.class);
    private int widthless;
    private int splits;
    private int selectors;
    private int tagsLeftInFlag;
    private int directions;
    private int mixedWords;
    private boolean overridden;
    private boolean fromRight;
    private boolean afterLetter;
    private int wordLetters;
    private boolean wordLatin;
    private boolean wordLookAlike;

    private HiddenText() {}

    static Set<Hidden> in(String text) {
        HiddenText search = new HiddenText();
        search.read(text);
        return search.found;
    }

    private void read(String text) {
        int at = 0;
        // A mark at the beginning tells the order of bytes.
        if (text.startsWith("\uFEFF")) {
            at++;
        }
        while (at < text.length()) {
            int one = text.codePointAt(at);
            at += Character.charCount(one);
            if (one < 0x80) {
                ascii(one);
            } else {
                beyond(one);
            }
        }
        endWord();
        if (directions >= MIN_DIRECTIONS && !fromRight) {
            found.add(Hidden.BIDI_WITHOUT_CAUSE);
        }
    }

    private void ascii(int one) {
        boolean letter = (one | 0x20) >= 'a' && (one | 0x20) <= 'z';
        if (one == '\n') {
            overridden = false;
        }
        visible(letter);
        if (letter) {
            letter(true);
        } else if (one < '0' || one > '9') {
            endWord();
        }
    }

    private void beyond(int one) {
        if (isWidthless(one)) {
            widthless(one);
        } else if (one >= TAGS && one <= LAST_TAG) {
            tag();
        } else if (isSelector(one)) {
            selectors++;
            check(selectors >= MIN_SELECTORS, Hidden.SELECTORS);
        } else if (isDirection(one)) {
            direction(one);
        } else {
            tagsLeftInFlag = one == BLACK_FLAG ? MAX_FLAG : 0;
            other(one);
        }
    }

    private void other(int one) {
        UnicodeScript script = UnicodeScript.of(one);
        boolean latin = script == UnicodeScript.LATIN;
        boolean lookAlike = script == UnicodeScript.CYRILLIC || script == UnicodeScript.GREEK;
        byte direction = Character.getDirectionality(one);
        fromRight |=
                direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                        || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
        boolean letter = Character.isLetter(one);
        visible(letter && (latin || lookAlike));
        if (letter) {
            letter(latin);
            wordLookAlike |= lookAlike;
        } else if (Character.getType(one) != Character.NON_SPACING_MARK) {
            endWord();
        }
    }

    private void letter(boolean latin) {
        wordLetters++;
        wordLatin |= latin;
        check(overridden && latin, Hidden.BIDI_OVERRIDE);
    }

    /**
     * @param needsNoJoiner whether it is a letter of a script that has no use for joiners
     */
    private void visible(boolean needsNoJoiner) {
        if (widthless > 0 && afterLetter && needsNoJoiner) {
            splits++;
            check(splits >= MIN_SPLITS, Hidden.SPLIT_WORDS);
        }
        widthless = 0;
        selectors = 0;
        afterLetter = needsNoJoiner;
    }

    private void widthless(int one) {
        // A soft hyphen is where a word may be broken.
        if (one != 0xAD) {
            widthless++;
            check(widthless >= MIN_RUN, Hidden.ZERO_WIDTH_RUN);
        }
    }

    private void tag() {
        check(tagsLeftInFlag == 0, Hidden.TAGS);
        tagsLeftInFlag = Math.max(0, tagsLeftInFlag - 1);
    }

    private void direction(int one) {
        switch (one) {
            case 0x202D, 0x202E -> overridden = true;
            case 0x202C -> overridden = false;
            case 0x200E, 0x200F, 0x061C -> {
                // Marks change nothing but the place of punctuation.
                return;
            }
            default -> {
                // Embeddings and isolates.
            }
        }
        directions++;
    }

    private void endWord() {
        if (wordLatin && wordLookAlike && wordLetters >= MIN_MIXED_LETTERS) {
            mixedWords++;
            check(mixedWords >= MIN_MIXED_WORDS, Hidden.MIXED_SCRIPTS);
        }
        wordLetters = 0;
        wordLatin = false;
        wordLookAlike = false;
    }

    private void check(boolean isThere, Hidden kind) {
        if (isThere) {
            found.add(kind);
        }
    }

    private static boolean isWidthless(int one) {
        return (one >= 0x200B && one <= 0x200D)
                || (one >= 0x2060 && one <= 0x2064)
                || one == 0xFEFF
                || one == 0xAD
                || one == 0x180E;
    }

    private static boolean isSelector(int one) {
        return (one >= 0xFE00 && one <= 0xFE0F) || (one >= 0xE0100 && one <= 0xE01EF);
    }

    private static boolean isDirection(int one) {
        return (one >= 0x202A && one <= 0x202E)
                || (one >= 0x2066 && one <= 0x2069)
                || one == 0x200E
                || one == 0x200F
                || one == 0x061C;
    }
}
