package dev.millrace.screening;

/**
 * A text to screen.
 *
 * @param field where it is from, such as {@code documents[1].text}
 */
public record Passage(String field, Place place, String text) {}
