package dev.millrace.gateway.http;

import dev.millrace.gateway.identity.ApiKeys;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes what callers wrote fit to be written down: of credentials that were put in a wrong place
 * only the part remains that may be shown, and what is long is cut. Thread-safe.
 */
final class Masking {

    /** Longer than any path that leads somewhere. */
    static final int MOST_CHARACTERS = 300;

    private static final String MASK = "***";
    private static final Pattern API_KEY =
            Pattern.compile("(mr_[a-z2-7]{10}_)[a-z2-7]+", Pattern.CASE_INSENSITIVE);
    private static final Pattern TOKEN = Pattern.compile("eyJ[\\w-]{4,}\\.[\\w-]{4,}(\\.[\\w-]*)?");

    private final Set<String> configured;

    Masking(ApiKeys keys) {
        this.configured = keys.keys().stream().map(ApiKeys.ApiKey::key).collect(Collectors.toSet());
    }

    /** A path, or anything else in which credentials are parts between slashes. */
    String of(String text) {
        String masked =
                Arrays.stream(text.split("/", -1)).map(this::part).collect(Collectors.joining("/"));
        return masked.length() <= MOST_CHARACTERS
                ? masked
                : masked.substring(0, MOST_CHARACTERS) + "…";
    }

    private String part(String part) {
        String decoded = decoded(part);
        if (configured.contains(part) || configured.contains(decoded)) {
            return MASK;
        }
        String masked = withoutCredentials(decoded);
        return masked.equals(decoded) ? part : masked;
    }

    /** Masks what can be told by its form. */
    static String withoutCredentials(String text) {
        return TOKEN.matcher(API_KEY.matcher(text).replaceAll("$1" + MASK)).replaceAll(MASK);
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return part;
        }
    }
}
