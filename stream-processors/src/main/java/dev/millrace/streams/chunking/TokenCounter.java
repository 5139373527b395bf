package dev.millrace.streams.chunking;

/** Counts tokens as the embedding model does, without the two that frame each of its inputs. */
@FunctionalInterface
interface TokenCounter {

    /** The number of tokens in the characters of a text from {@code start} to {@code end}. */
    int count(String text, int start, int end);
}
