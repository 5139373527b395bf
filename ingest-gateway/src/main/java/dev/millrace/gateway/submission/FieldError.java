package dev.millrace.gateway.submission;

/**
 * What is wrong with one field of a request.
 *
 * @param field the path of the field, such as {@code documents[1].text}
 * @param message what is wrong and what would be right
 */
public record FieldError(String field, String message) {}
