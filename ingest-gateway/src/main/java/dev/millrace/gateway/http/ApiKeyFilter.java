package dev.millrace.gateway.http;

import dev.millrace.gateway.identity.Identity;
import dev.millrace.gateway.identity.StaticKeys;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets nobody in without a key, and tells the controllers whose it is. */
final class ApiKeyFilter extends OncePerRequestFilter {

    /** The request attribute that holds the caller's {@link Identity}. */
    static final String IDENTITY = "dev.millrace.gateway.identity";

    private static final String KEY_HEADER = "X-API-Key";
    private static final String BEARER = "Bearer ";
    private static final String CHALLENGE = "Bearer realm=\"millrace\"";

    private final StaticKeys keys;
    private final Problems problems;

    ApiKeyFilter(StaticKeys keys, Problems problems) {
        this.keys = keys;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String key = key(request);
        Optional<Identity> identity = key == null ? Optional.empty() : keys.find(key);
        if (identity.isPresent()) {
            request.setAttribute(IDENTITY, identity.get());
            chain.doFilter(request, response);
        } else {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
            problems.write(
                    request,
                    response,
                    ProblemType.UNAUTHORIZED,
                    key == null
                            ? "Send a key as \"Authorization: Bearer <key>\" or \"X-API-Key: <key>\"."
                            : "The key is not known.");
        }
    }

    private static @Nullable String key(HttpServletRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null) {
            return request.getHeader(KEY_HEADER);
        }
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : authorization;
    }
}
