package dev.millrace.gateway.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.millrace.gateway.deadletters.LetterDetail;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A dead letter with its content, as callers see it.
 *
 * @param letter what the list tells of it
 * @param headers its headers as text
 * @param size the bytes of its value
 * @param encoding how the value is shown: json for an event, else base64; null if there is none
 * @param value the value, cut if it is long
 */
record LetterDetailBody(
        @JsonUnwrapped LetterBody letter,
        List<LetterDetail.HeaderText> headers,
        int size,
        @Nullable String encoding,
        @Nullable JsonNode value) {

    static LetterDetailBody of(LetterDetail detail) {
        String base64 = detail.base64();
        LetterBody letter = LetterBody.of(detail.letter());
        if (base64 != null) {
            JsonNode text = JsonNodeFactory.instance.stringNode(base64);
            return new LetterDetailBody(letter, detail.headers(), detail.size(), "base64", text);
        }
        return new LetterDetailBody(
                letter,
                detail.headers(),
                detail.size(),
                detail.event() == null ? null : "json",
                detail.event());
    }
}
