package dev.millrace.screening;

/**
 * Text in which signs count as well as letters: letters are folded like those of words, signs to
 * the plain ones that they are forms of, and what nobody sees is left out.
 */
final class LiteralText {

    private static final int FIRST_WIDE = 0xFF01;
    private static final int LAST_WIDE = 0xFF5E;
    private static final int WIDE_TO_PLAIN = FIRST_WIDE - '!';
    private static final char WIDE_SPACE = '\u3000';

    /** The small forms of Unicode that are signs of the marks, and the plain ones. */
    private static final String SMALL_FORMS = "\uFE64<\uFE65>\uFE5F#\uFE55:\uFE63-\uFE57!\uFE68\\";

    private LiteralText() {}

    static String of(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); ) {
            int one = text.codePointAt(at);
            at += Character.charCount(one);
            if (one < 0x80) {
                folded.append(plain((char) one));
            } else {
                fold(one, folded);
            }
        }
        return folded.toString();
    }

    private static void fold(int one, StringBuilder folded) {
        if (one >= FIRST_WIDE && one <= LAST_WIDE) {
            folded.append(plain((char) (one - WIDE_TO_PLAIN)));
            return;
        }
        String letters = Letters.of(one);
        if (letters.equals(Letters.SEPARATOR)) {
            folded.appendCodePoint(one == WIDE_SPACE ? ' ' : small(one));
        } else {
            folded.append(letters);
        }
    }

    private static char plain(char one) {
        return one >= 'A' && one <= 'Z' ? (char) (one | 0x20) : one;
    }

    private static int small(int one) {
        int at = one > Character.MAX_VALUE ? -1 : SMALL_FORMS.indexOf(one);
        return at >= 0 && at % 2 == 0 ? SMALL_FORMS.charAt(at + 1) : one;
    }
}
