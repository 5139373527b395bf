package dev.millrace.agents;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Checks addresses that definitions name. */
final class Urls {

    static final int MAX_CHARACTERS = 2_000;

    private Urls() {}

    /** An absolute address over HTTP without user, query or fragment. */
    static Optional<URI> endpoint(YamlValue value, String text) {
        Optional<URI> uri = http(value, text);
        if (uri.isPresent() && (uri.get().getQuery() != null || uri.get().getFragment() != null)) {
            value.problem("must have no query and no fragment");
            return Optional.empty();
        }
        return uri;
    }

    /** An absolute address over HTTP without user: secrets come by reference, in headers. */
    static Optional<URI> http(YamlValue value, String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            value.problem("must be a URL but is not: " + e.getReason());
            return Optional.empty();
        }
        boolean isHttp =
                "http".equalsIgnoreCase(uri.getScheme())
                        || "https".equalsIgnoreCase(uri.getScheme());
        if (!isHttp || uri.getHost() == null) {
            value.problem("must be a URL that begins with https:// or http:// and a host");
            return Optional.empty();
        }
        if (uri.getRawUserInfo() != null) {
            value.problem("must name no user or password: put secrets into headers, by reference");
            return Optional.empty();
        }
        return Optional.of(uri);
    }
}
