package dev.millrace.screening;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a character stands for when words are compared: compatibility forms, case, accents and
 * look-alikes of other scripts are folded away, and what nobody sees is nothing.
 */
final class Letters {

    /** Stands between words. */
    static final String SEPARATOR = " ";

    /** Nothing. */
    static final String INVISIBLE = "";

    private static final int BMP = 0x10000;
    private static final int TAGS = 0xE0000;

    /**
     * Cyrillic, Greek, Armenian and other letters, each followed by the Latin one it looks like.
     */
    private static final String LOOK_ALIKES =
            "аaбbвbеeзeкkмmнhоoрpсcтtуyхxѕsіiјjһhԁdԛqԝwьbαaβbεeηnιiκkνvοoρpτtυuχxγyωwսuոnօoհhց9ɑaɡgıiɩiʟlɴnꜱsᴏo";

    private static final Map<Character, Character> LATIN = latin();
    private static final String[] TABLE = table();

    private Letters() {}

    private static Map<Character, Character> latin() {
        Map<Character, Character> latin = new HashMap<>();
        for (int at = 0; at < LOOK_ALIKES.length(); at += 2) {
            latin.put(LOOK_ALIKES.charAt(at), LOOK_ALIKES.charAt(at + 1));
        }
        return latin;
    }

    private static String[] table() {
        String[] table = new String[BMP];
        for (int one = 0; one < BMP; one++) {
            boolean isHangul = one >= 0xAC00 && one <= 0xD7A3;
            boolean isHan = one >= 0x3400 && one <= 0x9FFF;
            table[one] = isHangul || isHan ? letter((char) one) : fold(one);
        }
        return table;
    }

    /** Lower-case letters and digits, {@link #SEPARATOR} or {@link #INVISIBLE}. */
    static String of(int codePoint) {
        if (codePoint < BMP) {
            return TABLE[codePoint];
        }
        if (codePoint >= TAGS && codePoint < TAGS + 0x80) {
            return TABLE[codePoint - TAGS];
        }
        // Mathematical and enclosed letters; other characters beyond are letters of no rule.
        boolean folds = codePoint >= 0x1D400 && codePoint < 0x1F200;
        return folds ? fold(codePoint) : isInvisible(codePoint) ? INVISIBLE : SEPARATOR;
    }

    /** All of a text. */
    static String ofAll(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        text.codePoints().forEach(one -> folded.append(of(one)));
        return folded.toString();
    }

    static boolean isInvisible(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.FORMAT
                || type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || codePoint == 0x115F
                || codePoint == 0x1160
                || codePoint == 0x3164
                || codePoint == 0xFFA0;
    }

    private static String fold(int codePoint) {
        if (isInvisible(codePoint)) {
            return INVISIBLE;
        }
        if (codePoint < BMP && Character.isSurrogate((char) codePoint)) {
            return SEPARATOR;
        }
        String decomposed =
                Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKD)
                        .toLowerCase(Locale.ROOT);
        StringBuilder folded = new StringBuilder();
        for (int at = 0; at < decomposed.length(); at++) {
            folded.append(latin(decomposed.charAt(at)));
        }
        return folded.isEmpty() ? SEPARATOR : folded.toString();
    }

    private static String latin(char one) {
        if (isInvisible(one)) {
            return INVISIBLE;
        }
        return one == 'ß' ? "ss" : letter(LATIN.getOrDefault(one, one));
    }

    private static String letter(char one) {
        return Character.isLetterOrDigit(one) || Character.isSurrogate(one)
                ? Character.toString(one)
                : SEPARATOR;
    }
}
