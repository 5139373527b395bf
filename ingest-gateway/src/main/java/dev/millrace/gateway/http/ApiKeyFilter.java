package dev.millrace.gateway.http;

import dev.millrace.gateway.identity.Identities;
import dev.millrace.gateway.identity.Identity;
import dev.millrace.gateway.identity.Verdict;
import dev.millrace.gateway.limits.Attempts;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets nobody in without a key or token, and tells the controllers whose it is. */
public final class ApiKeyFilter extends OncePerRequestFilter {

    /** The request attribute that holds the caller's {@link Identity}. */
    public static final String IDENTITY = "dev.millrace.gateway.identity";

    static final String CHALLENGE = "Bearer realm=\"millrace\"";

    private static final String KEY_HEADER = "X-API-Key";
    private static final String BEARER = "Bearer ";

    private final Identities identities;
    private final Attempts attempts;
    private final Problems problems;

    ApiKeyFilter(Identities identities, Attempts attempts, Problems problems) {
        this.identities = identities;
        this.attempts = attempts;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isLetIn(request, response)) {
            chain.doFilter(request, response);
        }
    }

    private boolean isLetIn(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String credential = credential(request);
        Optional<Map<String, String>> refusal = attempts.refusal(address(request), credential);
        if (refusal.isPresent()) {
            refuseMore(request, response, refusal.get());
            return false;
        }
        if (credential == null) {
            refuse(
                    request,
                    response,
                    "",
                    "Send a key as \"Authorization: Bearer <key>\" or \"X-API-Key: <key>\".");
            return false;
        }
        switch (identities.identify(credential)) {
            case Verdict.Known(Identity identity) -> {
                attempts.succeeded(credential);
                request.setAttribute(IDENTITY, identity);
                return true;
            }
            case Verdict.Unknown(String reason) ->
                    refuse(request, response, ", error=\"invalid_token\"", reason);
            case Verdict.Unavailable(String reason) -> {
                response.setHeader(HttpHeaders.RETRY_AFTER, Problems.RETRY_AFTER);
                problems.write(request, response, ProblemType.UNAVAILABLE, reason + ". Try again.");
            }
        }
        return false;
    }

    private void refuse(
            HttpServletRequest request, HttpServletResponse response, String error, String detail)
            throws IOException {
        Optional<Map<String, String>> refusal = attempts.failed(address(request));
        if (refusal.isPresent()) {
            refuseMore(request, response, refusal.get());
            return;
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE + error);
        problems.write(request, response, ProblemType.UNAUTHORIZED, detail);
    }

    private void refuseMore(
            HttpServletRequest request, HttpServletResponse response, Map<String, String> headers)
            throws IOException {
        headers.forEach(response::setHeader);
        problems.write(
                request,
                response,
                ProblemType.RATE_LIMITED,
                "Too many requests without a valid key or token came from your address; see the"
                        + " header RateLimit.");
    }

    private static String address(HttpServletRequest request) {
        return Callers.of(request).clientAddress();
    }

    private static @Nullable String credential(HttpServletRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null) {
            return request.getHeader(KEY_HEADER);
        }
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : authorization;
    }
}
