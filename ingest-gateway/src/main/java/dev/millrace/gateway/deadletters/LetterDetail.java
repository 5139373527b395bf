package dev.millrace.gateway.deadletters;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A dead letter with what is in it, so far as it is not too long.
 *
 * @param headers the headers in order
 * @param size the bytes of the value; 0 if there is none
 * @param event the value as JSON, if it is an event; long texts in it are cut
 * @param base64 the start of the value in base64, if it is no event
 */
public record LetterDetail(
        DeadLetter letter,
        List<HeaderText> headers,
        int size,
        @Nullable JsonNode event,
        @Nullable String base64) {

    /** A header whose value is read as text. */
    public record HeaderText(String name, String value) {}
}
