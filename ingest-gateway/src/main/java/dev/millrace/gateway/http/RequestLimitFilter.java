package dev.millrace.gateway.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses requests that are too large or of a form nobody here reads, before anything else. */
final class RequestLimitFilter extends OncePerRequestFilter {

    /** Between name and value, and at the end of the line. */
    private static final int BYTES_AROUND = 4;

    private final RequestSettings settings;
    private final Problems problems;

    private record Fault(ProblemType type, String detail) {}

    RequestLimitFilter(RequestSettings settings, Problems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Fault> fault =
                target(request)
                        .or(() -> headers(request))
                        .or(() -> parameters(request.getQueryString()))
                        .or(() -> cookies(request))
                        .or(() -> body(request.getContentType()));
        if (fault.isPresent()) {
            problems.write(request, response, fault.get().type(), fault.get().detail());
        } else {
            chain.doFilter(request, response);
        }
    }

    private Optional<Fault> target(HttpServletRequest request) {
        String query = request.getQueryString();
        long length = request.getRequestURI().length() + (query == null ? 0 : query.length() + 1L);
        return tooMany(
                length,
                settings.target().toBytes(),
                ProblemType.URI_TOO_LONG,
                "The path and query must have at most %d bytes.");
    }

    private Optional<Fault> headers(HttpServletRequest request) {
        long bytes = 0;
        int count = 0;
        for (String name : Collections.list(request.getHeaderNames())) {
            for (String value : Collections.list(request.getHeaders(name))) {
                bytes += name.length() + value.length() + BYTES_AROUND;
                count++;
            }
        }
        return tooMany(
                        count,
                        settings.headerCount(),
                        ProblemType.HEADERS_TOO_LARGE,
                        "There must be at most %d headers.")
                .or(tooManyBytes(bytes));
    }

    private Supplier<Optional<Fault>> tooManyBytes(long bytes) {
        return () ->
                tooMany(
                        bytes,
                        settings.headers().toBytes(),
                        ProblemType.HEADERS_TOO_LARGE,
                        "The headers must have at most %d bytes together.");
    }

    private Optional<Fault> parameters(@Nullable String query) {
        return query == null
                ? Optional.empty()
                : tooMany(
                        query.chars().filter(c -> c == '&').count() + 1,
                        settings.parameters(),
                        ProblemType.BAD_REQUEST,
                        "The query must have at most %d parameters.");
    }

    private Optional<Fault> cookies(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders("Cookie"));
        long count =
                headers.stream()
                        .mapToLong(header -> header.chars().filter(c -> c == ';').count() + 1)
                        .sum();
        return tooMany(
                count,
                settings.cookies(),
                ProblemType.HEADERS_TOO_LARGE,
                "There must be at most %d cookies.");
    }

    private static Optional<Fault> body(@Nullable String contentType) {
        return contentType != null
                        && contentType.strip().toLowerCase(Locale.ROOT).startsWith("multipart/")
                ? Optional.of(
                        new Fault(
                                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                                "Bodies of several parts are not read here."))
                : Optional.empty();
    }

    private static Optional<Fault> tooMany(long count, long most, ProblemType type, String text) {
        return count <= most
                ? Optional.empty()
                : Optional.of(new Fault(type, text.formatted(most)));
    }
}
