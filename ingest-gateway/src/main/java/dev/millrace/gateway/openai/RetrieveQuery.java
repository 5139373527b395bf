package dev.millrace.gateway.openai;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How a response is wanted.
 *
 * @param stream as events
 * @param startingAfter the number of the last event that the caller has; -1 for none
 */
record RetrieveQuery(boolean stream, long startingAfter) {

    private static final Map<String, Boolean> FLAGS = Map.of("true", true, "false", false);
    private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");

    static RetrieveQuery of(HttpServletRequest request) {
        String stream = request.getParameter("stream");
        Boolean wanted = stream == null ? Boolean.FALSE : FLAGS.get(stream);
        if (wanted == null) {
            throw BadRequests.invalid("stream", "must be true or false");
        }
        String after = request.getParameter("starting_after");
        if (after != null && !NUMBER.matcher(after).matches()) {
            throw BadRequests.invalid("starting_after", "must be an integer of at least 0");
        }
        if (after != null && !wanted) {
            throw BadRequests.invalid("starting_after", "can be there only with stream=true");
        }
        return new RetrieveQuery(wanted, after == null ? -1 : Long.parseLong(after));
    }
}
