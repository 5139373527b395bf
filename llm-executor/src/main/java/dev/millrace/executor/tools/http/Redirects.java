package dev.millrace.executor.tools.http;

import dev.millrace.executor.tools.http.HttpExchange.Answer;
import dev.millrace.executor.tools.http.HttpExchange.Request;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Says where to ask next when an answer sends the caller on. */
final class Redirects {

    static final int MOST = 3;

    private static final Set<Integer> SAME_METHOD = Set.of(307, 308);
    private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

    private Redirects() {}

    /** Where an answer points to; empty if it is none that sends on. */
    static Optional<String> location(Answer answer) {
        return STATUSES.contains(answer.status())
                ? answer.headers().firstValue("location")
                : Optional.empty();
    }

    /** The request to make next: as browsers do it, a form sent on is not sent again. */
    static Request next(Request request, Answer answer, URI url, Map<String, String> headers) {
        boolean isPlainGet = request.method().equals("GET") && request.bodyOrNull() == null;
        boolean same = SAME_METHOD.contains(answer.status()) || isPlainGet;
        return same
                ? new Request(request.method(), url, headers, request.bodyOrNull())
                : new Request("GET", url, headers, null);
    }
}
