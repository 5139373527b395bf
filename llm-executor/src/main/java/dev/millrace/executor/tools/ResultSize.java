package dev.millrace.executor.tools;

import dev.millrace.executor.work.ToolOutcome;
import dev.millrace.executor.work.ToolOutcome.Broken;
import dev.millrace.executor.work.ToolOutcome.Returned;

/** Keeps results to a size that a conversation can hold. */
final class ResultSize {

    static final int MAX_BYTES = 64 * 1024;

    private ResultSize() {}

    static ToolOutcome cut(ToolOutcome outcome) {
        return switch (outcome) {
            case Returned(String content, boolean isError, String errorType) ->
                    new Returned(cut(content), isError, errorType);
            case Broken broken -> broken;
        };
    }

    private static String cut(String content) {
        int bytes = 0;
        int end = 0;
        for (int next; end < content.length(); end = next) {
            next = content.offsetByCodePoints(end, 1);
            bytes += utf8Length(content.codePointAt(end));
            if (bytes > MAX_BYTES) {
                return content.substring(0, withRoomForNote(content, end)) + note(content.length());
            }
        }
        return content;
    }

    /** Room for the note, at the cost of at most as many characters as it has. */
    private static int withRoomForNote(String content, int end) {
        int start = Math.max(0, end - note(content.length()).length());
        return start > 0 && Character.isLowSurrogate(content.charAt(start)) ? start - 1 : start;
    }

    private static String note(int length) {
        return "\n[cut: the whole result has " + length + " characters]";
    }

    private static int utf8Length(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : 4;
    }
}
