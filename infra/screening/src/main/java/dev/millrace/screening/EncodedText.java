package dev.millrace.screening;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Finds readable text that is written in Base64. */
final class EncodedText {

    private static final int MIN_RUN = 24;
    private static final int MAX_RUN = 8 * 1024;

    /** More than this of one text is not read. */
    private static final int MAX_ALL = 128 * 1024;

    private EncodedText() {}

    static List<String> in(String text) {
        List<String> decoded = new ArrayList<>();
        int left = MAX_ALL;
        int start = 0;
        for (int at = 0; at <= text.length() && left > 0; at++) {
            if (at < text.length() && isSymbol(text.charAt(at))) {
                continue;
            }
            int length = at - start;
            if (length >= MIN_RUN && length <= MAX_RUN) {
                left -= length;
                decode(text.substring(start, at), decoded);
            }
            start = at + 1;
        }
        return decoded;
    }

    private static void decode(String run, List<String> into) {
        String whole = run.replace('-', '+').replace('_', '/');
        try {
            byte[] bytes = Base64.getDecoder().decode(whole.substring(0, whole.length() & ~3));
            String words = new String(bytes, StandardCharsets.UTF_8);
            if (isReadable(words)) {
                into.add(words);
            }
        } catch (IllegalArgumentException e) {
            // It only looked like it.
            return;
        }
    }

    private static boolean isReadable(String words) {
        long readable = words.chars().filter(one -> Character.isLetter(one) || one == ' ').count();
        return words.indexOf(' ') > 0 && readable * 10 >= words.length() * 9L;
    }

    private static boolean isSymbol(char one) {
        return (one >= 'a' && one <= 'z')
                || (one >= 'A' && one <= 'Z')
                || (one >= '0' && one <= '9')
                || one == '+'
                || one == '/'
                || one == '-'
                || one == '_';
    }
}
