package dev.millrace.executor.tools.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the URL of a call out of a template and arguments, which stay within the part of the URL
 * that they were given.
 */
final class CallUrl {

    private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_-]{0,63})}");

    /** Steps in a path, also for servers that decode before they look. */
    private static final Pattern STEP = Pattern.compile("(^|[/\\\\])\\.{1,2}($|[/\\\\])");

    /** What never means anything in a URL but itself (RFC 3986). */
    private static final String UNRESERVED =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private static final int MAX_CHARS = 8_000;

    private final String template;
    private final Set<String> named = new HashSet<>();

    CallUrl(String template) {
        this.template = template;
        Matcher matcher = PARAMETER.matcher(template);
        while (matcher.find()) {
            named.add(matcher.group(1));
        }
    }

    /** The address with a letter in the place of each parameter. */
    URI base() {
        return URI.create(PARAMETER.matcher(template).replaceAll("x"));
    }

    /** Whether the URL holds a parameter, so that nothing else has to. */
    boolean names(String parameter) {
        return named.contains(parameter);
    }

    /**
     * @throws UnfitArgumentException if a value cannot stand where it would
     */
    URI of(ObjectNode arguments, boolean restInQuery) {
        int query = template.indexOf('?');
        String path = query < 0 ? template : template.substring(0, query);
        List<String> pairs = new ArrayList<>();
        if (query >= 0) {
            pairs.add(fill(template.substring(query + 1), arguments, false));
        }
        if (restInQuery) {
            addRest(arguments, pairs);
        }
        String filled = fill(path, arguments, true);
        requireNoSteps(filled);
        String url = pairs.isEmpty() ? filled : filled + "?" + String.join("&", pairs);
        if (url.length() > MAX_CHARS) {
            throw new UnfitArgumentException("the URL would have over 8,000 characters");
        }
        return checked(URI.create(url));
    }

    private URI checked(URI url) {
        URI base = base();
        if (!String.valueOf(base.getRawAuthority()).equals(url.getRawAuthority())
                || !base.getScheme().equals(url.getScheme())) {
            throw new IllegalStateException("an argument changed the host of " + template);
        }
        return url;
    }

    private static String fill(String part, ObjectNode arguments, boolean inPath) {
        return PARAMETER
                .matcher(part)
                .replaceAll(
                        match -> {
                            String name = match.group(1);
                            String value = text(name, arguments.path(name));
                            if (inPath) {
                                requireSegment(name, value);
                            }
                            return Matcher.quoteReplacement(encode(value));
                        });
    }

    private void addRest(ObjectNode arguments, List<String> pairs) {
        for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
            if (named.contains(argument.getKey()) || argument.getValue().isNull()) {
                continue;
            }
            if (argument.getValue().isArray()) {
                argument.getValue().forEach(item -> pairs.add(pair(argument.getKey(), item)));
            } else {
                pairs.add(pair(argument.getKey(), argument.getValue()));
            }
        }
    }

    private static String pair(String name, JsonNode value) {
        return encode(name) + "=" + encode(text(name, value));
    }

    private static String text(String name, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            throw new UnfitArgumentException(name + " is missing");
        }
        return value.isValueNode() ? value.asString() : value.toString();
    }

    private static void requireSegment(String name, String value) {
        if (value.isEmpty()) {
            throw new UnfitArgumentException(name + " is empty");
        }
        if (STEP.matcher(value).find() || value.chars().anyMatch(Character::isISOControl)) {
            throw new UnfitArgumentException(name + " cannot be a part of a path");
        }
    }

    /** Two values side by side could make up what neither may be alone. */
    private static void requireNoSteps(String path) {
        for (String segment : path.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                throw new UnfitArgumentException("the values cannot be parts of a path");
            }
        }
    }

    private static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (UNRESERVED.indexOf(b) >= 0) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append("%02X".formatted(b));
            }
        }
        return encoded.toString();
    }
}
