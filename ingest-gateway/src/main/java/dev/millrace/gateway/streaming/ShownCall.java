package dev.millrace.gateway.streaming;

/**
 * The call whose words are shown, and what of them was shown: its length and hash, not the text.
 * Used by one thread at a time.
 */
final class ShownCall {

    private static final int HASH_FACTOR = 31;

    private final int step;
    private final int attempt;
    private final String callId;
    private int nextIndex;
    private long length;
    private int hash;
    private boolean ended;
    private boolean broken;

    ShownCall(Words first) {
        this.step = first.step();
        this.attempt = first.attempt();
        this.callId = first.callId();
    }

    boolean isOf(Words words) {
        return step == words.step() && callId.equals(words.callId());
    }

    /** Takes the next words of the call; false if they are not to be shown. */
    boolean take(Words words) {
        if (broken || words.index() < nextIndex) {
            return false;
        }
        if (words.index() > nextIndex) {
            // Words are missing; what would follow is not the model's text.
            broken = true;
            return false;
        }
        nextIndex++;
        ended = words.last();
        length += words.text().length();
        // As String.hashCode does, so that it can be compared with that of the whole text.
        for (int i = 0; i < words.text().length(); i++) {
            hash = HASH_FACTOR * hash + words.text().charAt(i);
        }
        return !words.text().isEmpty();
    }

    boolean isWhole() {
        return ended && !broken;
    }

    boolean hasText() {
        return length > 0;
    }

    /**
     * Whether the words are a text.
     *
     * @param mayBeCut whether the text may be only the start of what was said
     */
    boolean says(String text, boolean mayBeCut) {
        return mayBeCut
                ? length >= text.length()
                : length == text.length() && hash == text.hashCode();
    }

    int step() {
        return step;
    }

    int attempt() {
        return attempt;
    }

    String callId() {
        return callId;
    }
}
