package dev.millrace.gateway.http;

import dev.millrace.gateway.identity.Identity;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/** Lets nobody do what {@link AccessRules} do not allow; what they do not name is not allowed. */
final class AccessInterceptor implements HandlerInterceptor {

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        // Only requests that a controller answers have one; the others end in 404 or 405.
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        if (pattern == null || AccessRules.isOpen(pattern.toString())) {
            return true;
        }
        Permission needed =
                AccessRules.needed(request.getMethod(), pattern.toString())
                        .orElseThrow(() -> forbidden(response, "Nobody may do this.", ""));
        if (request.getAttribute(ApiKeyFilter.IDENTITY) instanceof Identity identity
                && identity.hasAny(needed.roles())) {
            return true;
        }
        throw forbidden(
                response,
                "This needs one of the roles " + needed.roleNames(", ") + ".",
                ", scope=\"" + needed.roleNames(" ") + "\"");
    }

    private static ProblemException forbidden(
            HttpServletResponse response, String detail, String scope) {
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                ApiKeyFilter.CHALLENGE + ", error=\"insufficient_scope\"" + scope);
        return new ProblemException(ProblemType.FORBIDDEN, detail);
    }
}
