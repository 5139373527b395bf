package dev.millrace.gateway.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpResponse;
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
                    "WWW-Authenticate");

    private CorsRules() {}

    /**
     * A filter that answers preflights, which have no key, and refuses other origins.
     *
     * @throws IllegalArgumentException if all origins are named with others
     */
    static CorsFilter filter(AccessSettings settings) {
        CorsConfiguration rules = new CorsConfiguration();
        rules.setAllowedOrigins(settings.corsOrigins());
        rules.setAllowedMethods(settings.corsMethods());
        rules.setAllowedHeaders(settings.corsHeaders());
        rules.setExposedHeaders(TOLD);
        rules.setMaxAge(settings.corsMaxAge());
        // Keys come in headers that scripts set; cookies are never used.
        rules.setAllowCredentials(false);
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/**", rules);
        CorsFilter filter = new CorsFilter(source);
        filter.setCorsProcessor(new ProblemCorsProcessor());
        return filter;
    }

    /** Refuses in the form of all problems; browsers do not show it to scripts. */
    private static final class ProblemCorsProcessor extends DefaultCorsProcessor {

        private static final byte[] BODY =
                """
                {"type":"urn:millrace:problem:forbidden","title":"The key does not allow this",\
                "status":403,"detail":"This origin, method or header is not allowed (CORS).",\
                "instance":"","errors":[]}"""
                        .getBytes(StandardCharsets.UTF_8);

        @Override
        protected void rejectRequest(ServerHttpResponse response) throws IOException {
            response.setStatusCode(HttpStatus.FORBIDDEN);
            response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
            response.getBody().write(BODY);
            response.flush();
        }
    }
}
