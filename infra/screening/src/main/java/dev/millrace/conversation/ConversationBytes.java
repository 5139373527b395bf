package dev.millrace.conversation;

/**
 * Counts how long a conversation is, in bytes of UTF-8: what a model is sent of it, and what is
 * kept. Used by one thread.
 */
public final class ConversationBytes {

    /** What framing a message, a call, a tool or an end costs at most, kept or sent. */
    private static final long FRAME = 64;

    private long count = FRAME;

    /** Adds texts that there is one of: instructions and wishes. */
    public ConversationBytes add(String... texts) {
        for (String text : texts) {
            count += utf8(text);
        }
        return this;
    }

    /** Adds a message, a call, a tool or a text to stop at, with its texts. */
    public ConversationBytes addEntry(String... texts) {
        count += FRAME;
        return add(texts);
    }

    /** All that was added. */
    public long count() {
        return count;
    }

    private static long utf8(String text) {
        long bytes = text.length();
        for (int at = 0; at < text.length(); at++) {
            char one = text.charAt(at);
            // Both halves of a pair count one more than themselves, which makes four.
            bytes += one < 0x80 ? 0 : one < 0x800 || Character.isSurrogate(one) ? 1 : 2;
        }
        return bytes;
    }
}
