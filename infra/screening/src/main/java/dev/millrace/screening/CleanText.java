package dev.millrace.screening;

import java.text.Normalizer;

/** Text as it goes on: composed (NFC), without control characters and halves of characters. */
public final class CleanText {

    /**
     * No language has more marks on a letter (Unicode's stream-safe text); long rows of them are
     * made to keep their sorting busy, whose time is their square.
     */
    private static final int MAX_MARKS = 30;

    private static final int FIRST_MARK = 0x300;

    private CleanText() {}

    /** The text itself when there is nothing to clean. */
    public static String of(String text) {
        int from = firstBeyondPlain(text);
        if (from == text.length()) {
            return text;
        }
        String valid = withoutWaste(text, from);
        return Normalizer.isNormalized(valid, Normalizer.Form.NFC)
                ? valid
                : Normalizer.normalize(valid, Normalizer.Form.NFC);
    }

    private static int firstBeyondPlain(String text) {
        int at = 0;
        while (at < text.length() && isPlain(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isPlain(int one) {
        return one < ' ' ? one == '\t' || one == '\n' || one == '\r' : one < 0x7F;
    }

    private static String withoutWaste(String text, int from) {
        StringBuilder kept = new StringBuilder(text.length()).append(text, 0, from);
        int marks = 0;
        int at = from;
        while (at < text.length()) {
            int one = text.codePointAt(at);
            at += Character.charCount(one);
            marks = isMark(one) ? marks + 1 : 0;
            if (!isWaste(one) && marks <= MAX_MARKS) {
                kept.appendCodePoint(one);
            }
        }
        return kept.length() == text.length() ? text : kept.toString();
    }

    private static boolean isWaste(int one) {
        return (one < 0xA0 && one >= 0x7F)
                || (one < ' ' && !isPlain(one))
                || (one >= Character.MIN_SURROGATE && one <= Character.MAX_SURROGATE);
    }

    private static boolean isMark(int one) {
        if (one < FIRST_MARK) {
            return false;
        }
        int type = Character.getType(one);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }
}
