package dev.millrace.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.util.PatternMatchUtils;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

/** Lets pages of some origins call the gateway from browsers. */
final class CorsRules {

    private static final List<String> TOLD =
            List.of(
                    "Location",
                    "Retry-After",
                    "RateLimit",
                    "RateLimit-Policy",
                    "Idempotency-Replayed",
                    "Preference-Applied",
                    "X-Request-Id",
                    "X-Should-Retry",
                    "WWW-Authenticate");

    private CorsRules() {}

    /**
     * A filter that answers preflights, which have no key, and refuses other origins.
     *
     * @throws IllegalArgumentException if all origins are named with others
     */
    static CorsFilter filter(AccessSettings settings, Problems problems) {
        CorsConfiguration rules = new HeaderPatterns(settings.corsHeaders());
        rules.setAllowedOrigins(settings.corsOrigins());
        rules.setAllowedMethods(settings.corsMethods());
        rules.setExposedHeaders(TOLD);
        rules.setMaxAge(settings.corsMaxAge());
        // Keys come in headers that scripts set; cookies are never used.
        rules.setAllowCredentials(false);
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/**", rules);
        CorsFilter filter = new CorsFilter(source);
        filter.setCorsProcessor(new ProblemCorsProcessor(problems));
        return filter;
    }

    /** Allows headers by pattern: clients add to theirs with each version. */
    private static final class HeaderPatterns extends CorsConfiguration {

        private final List<String> patterns;

        HeaderPatterns(List<String> patterns) {
            this.patterns =
                    patterns.stream().map(pattern -> pattern.toLowerCase(Locale.ROOT)).toList();
        }

        @Override
        public @Nullable List<String> checkHeaders(@Nullable List<String> asked) {
            if (asked == null || asked.isEmpty()) {
                return asked;
            }
            List<String> allowed = asked.stream().map(String::strip).filter(this::fits).toList();
            return allowed.isEmpty() ? null : allowed;
        }

        private boolean fits(String header) {
            return patterns.stream()
                    .anyMatch(
                            pattern ->
                                    PatternMatchUtils.simpleMatch(
                                            pattern, header.toLowerCase(Locale.ROOT)));
        }
    }

    /** Refuses as everything else is refused; browsers do not show it to scripts. */
    private static final class ProblemCorsProcessor extends DefaultCorsProcessor {

        private final Problems problems;

        ProblemCorsProcessor(Problems problems) {
            this.problems = problems;
        }

        @Override
        public boolean processRequest(
                @Nullable CorsConfiguration rules,
                HttpServletRequest request,
                HttpServletResponse response)
                throws IOException {
            boolean passed = super.processRequest(rules, request, response);
            if (!passed) {
                problems.write(
                        request,
                        response,
                        ProblemType.FORBIDDEN,
                        "This origin, method or header is not allowed (CORS).");
            }
            return passed;
        }

        @Override
        protected void rejectRequest(ServerHttpResponse response) {
            // Written by processRequest, which knows the request.
        }
    }
}
