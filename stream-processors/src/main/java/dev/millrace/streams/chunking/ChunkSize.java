package dev.millrace.streams.chunking;

/**
 * How long chunks are.
 *
 * @param maxTokens the most tokens in a chunk
 * @param overlapTokens the most tokens that a chunk repeats of the one before it
 */
record ChunkSize(int maxTokens, int overlapTokens) {

    private static final int LEAST_TOKENS = 16;

    /** Text like base64 has few tokens for many characters; this bounds what a chunk weighs. */
    private static final int CHARACTERS_PER_TOKEN = 20;

    ChunkSize {
        if (maxTokens < LEAST_TOKENS) {
            throw new IllegalArgumentException(
                    "a chunk must have room for " + LEAST_TOKENS + " tokens but has " + maxTokens);
        }
        if (overlapTokens < 0 || overlapTokens > maxTokens / 2) {
            throw new IllegalArgumentException(
                    "chunks may overlap by 0 to half their size, "
                            + maxTokens / 2
                            + " tokens, not by "
                            + overlapTokens);
        }
    }

    /** The most characters in a chunk. */
    int maxCharacters() {
        return maxTokens * CHARACTERS_PER_TOKEN;
    }

    /** The size of the pieces into which an overlong sentence is cut, so that one can overlap. */
    int pieceTokens() {
        return Math.max(LEAST_TOKENS / 2, overlapTokens);
    }
}
