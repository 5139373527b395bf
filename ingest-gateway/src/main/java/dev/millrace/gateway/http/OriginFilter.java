package dev.millrace.gateway.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/** Notes where a request comes from, names it, and puts the headers of safety on its answer. */
final class OriginFilter extends OncePerRequestFilter {

    /** What belongs to callers and must not be kept on the way to them. */
    private static final String API = "/v1/";

    /** Container and controllers would not agree on what such a path means. */
    private static final Pattern DOT_SEGMENT =
            Pattern.compile("/(\\.|%2e){1,2}(;[^/]*)?(/|$)", Pattern.CASE_INSENSITIVE);

    private final TrustedProxies proxies;
    private final Masking masking;
    private final Problems problems;

    OriginFilter(TrustedProxies proxies, Masking masking, Problems problems) {
        this.proxies = proxies;
        this.masking = masking;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Callers.note(request, proxies.clientOf(request));
        response.setHeader(Callers.REQUEST_ID, Callers.name(request, masking));
        SafetyHeaders.put(response, proxies.isSecure(request));
        if (request.getServletPath().startsWith(API)) {
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        if (DOT_SEGMENT.matcher(request.getRequestURI()).find()) {
            // To clients of OpenAI's API they are ids that nothing has.
            boolean isId = OpenAiError.isExpectedAt(request.getRequestURI());
            problems.write(
                    request,
                    response,
                    isId ? ProblemType.NOT_FOUND : ProblemType.BAD_REQUEST,
                    "A path must not have segments of dots.");
            return;
        }
        chain.doFilter(request, response);
    }
}
