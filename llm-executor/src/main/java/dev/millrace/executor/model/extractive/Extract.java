package dev.millrace.executor.model.extractive;

/**
 * A sentence that answers the question.
 *
 * @param passage the number of the passage that it stands in
 * @param text the sentence, unchanged up to white space
 * @param confidence how sure it is that this answers the question, from 0 to 1
 */
public record Extract(int passage, String text, double confidence) {}
