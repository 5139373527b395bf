package dev.millrace.gateway.http;

import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.identity.Identity;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;

/** Tells who sent a request. */
public final class Callers {

    static final String REQUEST_ID = "X-Request-Id";

    private static final String CLIENT_ADDRESS = "dev.millrace.gateway.client-address";
    private static final String NAMED = "dev.millrace.gateway.request-id";
    private static final Pattern USABLE_ID = Pattern.compile("[!-~]{1,128}");

    private Callers() {}

    /** The sender, as far as it is known yet. */
    static Caller of(HttpServletRequest request) {
        return request.getAttribute(ApiKeyFilter.IDENTITY) instanceof Identity identity
                ? of(request, identity)
                : of(request, Caller.UNKNOWN.identity());
    }

    /** The sender; the request is named as the sender does, or else after its trace. */
    public static Caller of(HttpServletRequest request, Identity identity) {
        return new Caller(identity, address(request), requestId(request));
    }

    /** Notes where a request came from. */
    static void note(HttpServletRequest request, String clientAddress) {
        request.setAttribute(CLIENT_ADDRESS, clientAddress);
    }

    private static String address(HttpServletRequest request) {
        return request.getAttribute(CLIENT_ADDRESS) instanceof String noted
                ? noted
                : request.getRemoteAddr();
    }

    /** The name of a request, which stays the same. */
    public static String requestId(HttpServletRequest request) {
        if (request.getAttribute(NAMED) instanceof String named) {
            return named;
        }
        String name = nameOf(request);
        request.setAttribute(NAMED, name);
        return name;
    }

    /** Names a request; without credentials, which the name is written down with. */
    static String name(HttpServletRequest request, Masking masking) {
        String name = masking.of(requestId(request));
        request.setAttribute(NAMED, name);
        return name;
    }

    private static String nameOf(HttpServletRequest request) {
        String told = request.getHeader(REQUEST_ID);
        return told != null && USABLE_ID.matcher(told).matches()
                ? Masking.withoutCredentials(told)
                : RequestTrace.of(request).traceId();
    }
}
