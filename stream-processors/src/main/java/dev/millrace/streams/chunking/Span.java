package dev.millrace.streams.chunking;

/**
 * A piece of a document that chunks do not cut: a sentence, a heading, a list item, a line of code.
 *
 * @param start where it begins in the document
 * @param end where it ends, exclusive
 * @param tokens its length in tokens
 * @param heading whether it belongs to what follows it
 * @param code whether it lies in a fenced block of code
 */
record Span(int start, int end, int tokens, boolean heading, boolean code) {}
