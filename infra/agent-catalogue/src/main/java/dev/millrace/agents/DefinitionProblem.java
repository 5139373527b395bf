package dev.millrace.agents;

/**
 * What is wrong with a definition and where.
 *
 * @param file the file, as the folder was given
 * @param line counts from 1
 * @param field the field, such as {@code models.cheap.price.input}; empty for the file as a whole
 * @param message what is wrong and what would be right
 */
public record DefinitionProblem(String file, int line, String field, String message) {

    @Override
    public String toString() {
        String place = file + ":" + line + ": ";
        return field.isEmpty() ? place + message : place + field + ": " + message;
    }
}
