package dev.millrace.executor.tools.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Says which URLs a tool may ask.
 *
 * @param base the URL that the tool is declared with
 * @param hosts names, or {@code *.example.org} for all below one
 */
record AllowedHosts(URI base, List<String> hosts) {

    private static final String BELOW = "*.";

    /** What speaks against a URL, if something does. */
    Optional<String> objection(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return Optional.of("its scheme is not http or https");
        }
        if (scheme.equals("http") && "https".equalsIgnoreCase(base.getScheme())) {
            return Optional.of("it leaves https");
        }
        if (url.getRawUserInfo() != null) {
            return Optional.of("it names a user");
        }
        if (url.getHost() == null || !isListed(url.getHost().toLowerCase(Locale.ROOT))) {
            return Optional.of("its host is not among those that are allowed");
        }
        if (port(url) != port(base) && url.getPort() != -1 && port(url) != defaultPort(scheme)) {
            return Optional.of("its port is not the one of the tool");
        }
        return Optional.empty();
    }

    /** Whether what is secret may be sent along. */
    boolean isOrigin(URI url) {
        return base.getHost().equalsIgnoreCase(url.getHost())
                && base.getScheme().equalsIgnoreCase(url.getScheme())
                && port(base) == port(url);
    }

    private boolean isListed(String host) {
        return hosts.stream()
                .anyMatch(
                        allowed ->
                                allowed.startsWith(BELOW)
                                        ? host.endsWith(allowed.substring(1))
                                        : host.equals(allowed));
    }

    private static int port(URI url) {
        return url.getPort() == -1 ? defaultPort(url.getScheme()) : url.getPort();
    }

    private static int defaultPort(String scheme) {
        return "https".equalsIgnoreCase(scheme) ? 443 : 80;
    }
}
