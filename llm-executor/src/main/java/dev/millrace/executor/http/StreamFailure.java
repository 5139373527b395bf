package dev.millrace.executor.http;

import dev.langchain4j.http.client.sse.ServerSentEvent;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds the failures that servers tell of in the middle of a stream, whose own status has been 200
 * for long, and the status that would have told the same.
 */
final class StreamFailure {

    private static final JsonMapper JSON = JsonMapper.shared();

    private StreamFailure() {}

    static Optional<HttpFailure> in(ServerSentEvent event) {
        boolean named = "error".equals(event.event());
        if (!named && !event.data().contains("\"error\"")) {
            return Optional.empty();
        }
        JsonNode json = parsed(event.data());
        JsonNode error = json.path("error");
        boolean told = error.isObject() || (error.isString() && !error.stringValue().isBlank());
        return named || told || json.path("object").asString("").equals("error")
                ? Optional.of(new HttpFailure(status(json, error), event.data(), null))
                : Optional.empty();
    }

    private static JsonNode parsed(String data) {
        try {
            return JSON.readTree(data);
        } catch (JacksonException _) {
            return JSON.missingNode();
        }
    }

    private static int status(JsonNode json, JsonNode error) {
        for (JsonNode number :
                new JsonNode[] {error.path("code"), error.path("status"), json.path("code")}) {
            int status = number.asInt(0);
            if (status >= 400 && status < 600) {
                return status;
            }
        }
        return ofWords(
                (error.path("type").asString("") + ' ' + error.path("code").asString(""))
                        .toLowerCase(Locale.ROOT));
    }

    private static int ofWords(String words) {
        if (words.contains("rate_limit") || words.contains("quota")) {
            return 429;
        }
        if (words.contains("overloaded")) {
            return 529;
        }
        if (words.contains("timeout")) {
            return 504;
        }
        if (words.contains("authentication") || words.contains("permission")) {
            return 401;
        }
        if (words.contains("not_found")) {
            return 404;
        }
        boolean callers =
                words.contains("invalid")
                        || words.contains("badrequest")
                        || words.contains("context_length")
                        || words.contains("content_");
        return callers ? 400 : 500;
    }
}
