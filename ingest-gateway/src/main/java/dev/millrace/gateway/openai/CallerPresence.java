package dev.millrace.gateway.openai;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the caller of a request whose body is read is still connected. Used by the thread
 * of the request.
 */
final class CallerPresence {

    static final String ATTRIBUTE = "dev.millrace.gateway.openai.presence";

    private final @Nullable Request connection;

    CallerPresence(@Nullable Request connection) {
        this.connection = connection;
    }

    /** The presence of a caller; one that cannot be observed is taken to stay. */
    static CallerPresence of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof CallerPresence presence
                ? presence
                : new CallerPresence(null);
    }

    /** Whether the connection was closed or broke off. One that just fell silent is not noticed. */
    boolean isGone() {
        // Tomcat reads ahead without blocking, and tells of a failure, which the end of the stream
        // is, as one available byte. A next request, sent early, shows as available just once.
        return connection != null && available(connection) == 1 && available(connection) == 1;
    }

    private static int available(Request connection) {
        connection.action(ActionCode.AVAILABLE, true);
        return connection.getAvailable();
    }
}
