package dev.millrace.screening;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Finds readable text that is written in Base64. Belongs to one text and one thread. */
final class EncodedText {

    private static final int MIN_RUN = 24;

    /** Of a longer run this is read: a file that is no text shows it at its beginning. */
    private static final int MAX_RUN = 8 * 1024;

    /** A line that is at least so long goes on in the next one. */
    private static final int MIN_LINE = 16;

    /** More than this of one text is not read. */
    private static final int MAX_ALL = 128 * 1024;

    private final List<String> decoded = new ArrayList<>();
    private final StringBuilder run = new StringBuilder();
    private int left = MAX_ALL;

    private EncodedText() {}

    static List<String> in(String text) {
        EncodedText search = new EncodedText();
        search.read(text);
        return search.decoded;
    }

    private void read(String text) {
        int at = 0;
        while (at < text.length() && left > 0) {
            int end = endOfSymbols(text, at);
            run.append(text, at, Math.min(end, at + MAX_RUN - run.length()));
            int next = endOfBreak(text, end);
            if (next > end && end - at >= MIN_LINE) {
                at = next;
            } else {
                endRun();
                at = end + 1;
            }
        }
        endRun();
    }

    private static int endOfSymbols(String text, int from) {
        int at = from;
        while (at < text.length() && isSymbol(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Where the next line begins, if one ends here. */
    private static int endOfBreak(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == '\r' || text.charAt(at) == '\n')) {
            at++;
        }
        if (at == from) {
            return from;
        }
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private void endRun() {
        if (run.length() >= MIN_RUN) {
            left -= run.length();
            decode(run.toString());
        }
        run.setLength(0);
    }

    private void decode(String symbols) {
        String whole = symbols.replace('-', '+').replace('_', '/');
        try {
            byte[] bytes = Base64.getDecoder().decode(whole.substring(0, whole.length() & ~3));
            String words = new String(bytes, StandardCharsets.UTF_8);
            if (isReadable(words)) {
                decoded.add(words);
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
