package dev.millrace.agents;

import java.util.List;
import java.util.Map;

/**
 * A tool that is a request over HTTP.
 *
 * @param name names it; safe for every model: letters, digits, {@code _} and {@code -}
 * @param description tells the model what it does and when to use it
 * @param method how to ask
 * @param urlTemplate where to ask, with {@code {parameter}} in its path and query. Scheme and host
 *     are fixed, and each such parameter is required by the schema
 * @param headers sent along; secrets by reference only
 * @param parameters the JSON schema of the parameters, an object
 * @param rest where the parameters go that the URL does not name
 * @param allowedHosts hosts that it may reach, in lower case, redirects included: names, or {@code
 *     *.example.org} for all below one. The host of the URL is among them
 * @param allowPrivate whether it may reach loopback and private addresses
 * @param maxResponseBytes the most bytes that are read of an answer
 * @param limits how it may be called
 */
public record HttpTool(
        String name,
        String description,
        Method method,
        String urlTemplate,
        Map<String, EnvironmentText> headers,
        String parameters,
        Rest rest,
        List<String> allowedHosts,
        boolean allowPrivate,
        int maxResponseBytes,
        ToolLimits limits)
        implements ToolDefinition {

    public HttpTool {
        headers = Map.copyOf(headers);
        allowedHosts = List.copyOf(allowedHosts);
    }

    /** The methods of HTTP that a tool may use. */
    public enum Method {
        GET(true, Rest.QUERY),
        POST(false, Rest.BODY),
        PUT(true, Rest.BODY),
        PATCH(false, Rest.BODY),
        DELETE(true, Rest.QUERY);

        private final boolean idempotent;
        private final Rest rest;

        Method(boolean idempotent, Rest rest) {
            this.idempotent = idempotent;
            this.rest = rest;
        }

        /** Whether asking twice does what asking once does. */
        public boolean isIdempotent() {
            return idempotent;
        }

        Rest rest() {
            return rest;
        }
    }

    /** Where parameters go that the URL does not name. */
    public enum Rest {
        /** Behind the question mark of the URL. */
        QUERY,
        /** As a JSON object in the body. */
        BODY
    }
}
