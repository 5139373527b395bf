package dev.millrace.streams.chunking;

/**
 * A chunk of a text.
 *
 * @param start where it begins in the text
 * @param text its words: a part of the text, unchanged
 * @param tokens its length in tokens
 * @param insideCode whether it begins inside a fenced block of code
 */
record TextChunk(int start, String text, int tokens, boolean insideCode) {}
