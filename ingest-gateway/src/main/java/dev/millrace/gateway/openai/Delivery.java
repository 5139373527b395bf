package dev.millrace.gateway.openai;

/**
 * How an answer is wanted.
 *
 * @param stream while it comes
 * @param background not now: it is fetched later
 * @param includeUsage with what was used, at the end of a stream
 */
record Delivery(boolean stream, boolean background, boolean includeUsage) {}
