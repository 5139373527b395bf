package dev.millrace.gateway.http;

import dev.millrace.gateway.identity.Identity;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets only operators read what is measured; everybody may know whether the gateway is well. */
final class ManagementFilter extends OncePerRequestFilter {

    private static final String HEALTH = "/actuator/health";

    private final ApiKeyFilter keys;
    private final Problems problems;

    ManagementFilter(ApiKeyFilter keys, Problems problems) {
        this.keys = keys;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // The container's path: decoded, without dots and parameters.
        String path = request.getServletPath();
        if (path.equals(HEALTH) || path.startsWith(HEALTH + "/")) {
            chain.doFilter(request, response);
            return;
        }
        keys.doFilter(request, response, (_, _) -> readOn(request, response, chain));
    }

    private void readOn(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getAttribute(ApiKeyFilter.IDENTITY) instanceof Identity identity
                && identity.hasAny(Permission.METRICS.roles())) {
            chain.doFilter(request, response);
            return;
        }
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                ApiKeyFilter.CHALLENGE + ", error=\"insufficient_scope\"");
        problems.write(
                request,
                response,
                ProblemType.FORBIDDEN,
                "This needs one of the roles " + Permission.METRICS.roleNames(", ") + ".");
    }
}
