package dev.millrace.streams.admission;

/**
 * What is wrong with a request.
 *
 * @param field the field, such as {@code documents[1].id}
 * @param message what is wrong with it and what to do
 */
record Problem(String field, String message) {

    @Override
    public String toString() {
        return field + ": " + message;
    }
}
