package dev.millrace.streams.chunking;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes a document apart, from front to back, into headings, list items, table rows, lines of code
 * and paragraphs. Holds the place in the document and whether it is inside a fence; for one thread.
 */
final class Blocks {

    /** The longest block in characters; a longer one is cut at a line or a space. */
    private static final int LONGEST = 8_000;

    private static final Pattern HEADING = Pattern.compile("\\s{0,3}#{1,6}\\s.*");
    private static final Pattern LIST_ITEM =
            Pattern.compile("\\s*(?:[-*+•‣–]|\\(?(?:\\d{1,3}|[a-zA-Z])[.)])\\s.*");
    private static final Pattern TABLE_ROW = Pattern.compile("\\s*\\|.*");
    private static final Pattern FENCE = Pattern.compile("\\s{0,3}(?:```|~~~).*");

    /** The part of a line that tells its kind. */
    private static final int TELLING = 200;

    enum Kind {
        HEADING,
        CODE,
        PARAGRAPH
    }

    /**
     * A part of the document.
     *
     * @param start where it begins
     * @param end where it ends, exclusive
     * @param whole whether it ends there because it is over, not because it is long
     */
    record Block(int start, int end, Kind kind, boolean whole) {}

    private final String text;
    private int at;
    private boolean insideCode;

    Blocks(String text, boolean insideCode) {
        this.text = text;
        this.insideCode = insideCode;
    }

    /** The next block that is not blank, or null at the end. */
    @Nullable Block next() {
        while (at < text.length()) {
            int end = lineEnd(at);
            if (isBlank(at, end)) {
                at = end;
                continue;
            }
            String line = text.substring(at, Math.min(end, at + TELLING)).stripTrailing();
            if (FENCE.matcher(line).matches()) {
                insideCode = !insideCode;
                return take(end, Kind.CODE);
            }
            if (insideCode) {
                return take(end, Kind.CODE);
            }
            if (HEADING.matcher(line).matches()) {
                return take(end, Kind.HEADING);
            }
            return TABLE_ROW.matcher(line).matches()
                    ? take(end, Kind.PARAGRAPH)
                    : take(paragraphEnd(end), Kind.PARAGRAPH);
        }
        return null;
    }

    private Block take(int end, Kind kind) {
        int start = at;
        boolean whole = end - start <= LONGEST;
        at = whole ? end : cut(start);
        return new Block(start, at, kind, whole);
    }

    /** Goes back to a place inside the last block, so that the next block begins there. */
    void backTo(int position) {
        at = position;
    }

    /** Lines belong to a paragraph until one is blank or begins something else. */
    private int paragraphEnd(int firstLineEnd) {
        int end = firstLineEnd;
        while (end < text.length() && end - at <= LONGEST) {
            int next = lineEnd(end);
            if (isBlank(end, next) || beginsBlock(end, next)) {
                return end;
            }
            end = next;
        }
        return end;
    }

    private boolean beginsBlock(int start, int end) {
        String line = text.substring(start, Math.min(end, start + TELLING)).stripTrailing();
        return FENCE.matcher(line).matches()
                || HEADING.matcher(line).matches()
                || TABLE_ROW.matcher(line).matches()
                || LIST_ITEM.matcher(line).matches();
    }

    private int cut(int start) {
        int limit = start + LONGEST;
        for (int end = limit; end > start + LONGEST / 2; end--) {
            if (text.charAt(end - 1) == '\n') {
                return end;
            }
        }
        return cutAtSpace(text, start, limit);
    }

    /** The last place at or before a limit where a text can be cut; never inside a character. */
    static int cutAtSpace(String text, int start, int limit) {
        for (int end = limit; end > start + (limit - start) / 2; end--) {
            if (isSpace(text.charAt(end - 1))) {
                return end;
            }
        }
        boolean insideCharacter =
                limit < text.length()
                        && Character.isLowSurrogate(text.charAt(limit))
                        && Character.isHighSurrogate(text.charAt(limit - 1));
        return insideCharacter && limit - 1 > start ? limit - 1 : limit;
    }

    private int lineEnd(int start) {
        int end = text.indexOf('\n', start);
        return end < 0 ? text.length() : end + 1;
    }

    private boolean isBlank(int start, int end) {
        for (int i = start; i < end; i++) {
            if (!isSpace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean isSpace(char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }
}
