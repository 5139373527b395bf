package dev.millrace.simulatedllm;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came over the wire.
 *
 * @param method the method, in capitals
 * @param path the path without the query
 * @param headers the headers by their names in lower case
 * @param body the whole body, read as UTF-8
 */
record HttpRequest(String method, String path, Map<String, String> headers, String body) {

    HttpRequest {
        headers = Map.copyOf(headers);
    }

    @Nullable String header(String lowerCaseName) {
        return headers.get(lowerCaseName);
    }
}
