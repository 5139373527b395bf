package dev.millrace.gateway.http;

import jakarta.servlet.http.HttpServletResponse;

/** Tells browsers to do with answers nothing but hand them to the script that asked. */
final class SafetyHeaders {

    private static final String HSTS = "max-age=31536000";

    private SafetyHeaders() {}

    /**
     * Puts them on an answer.
     *
     * @param secure whether it goes over TLS
     */
    static void put(HttpServletResponse response, boolean secure) {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        if (secure) {
            response.setHeader("Strict-Transport-Security", HSTS);
        }
    }
}
