package dev.millrace.agents;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * An address with parameters in its path and query.
 *
 * @param uri the address with a letter in the place of each parameter
 */
record UrlTemplate(String text, URI uri) {

    private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_-]{0,63})}");

    String host() {
        return uri.getHost().toLowerCase(Locale.ROOT);
    }

    static Optional<UrlTemplate> read(YamlValue value, ParameterSchema schema) {
        Optional<String> text = value.text(Urls.MAX_CHARACTERS);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String template = text.get();
        if (template.contains("${")) {
            value.problem("must hold no references to secrets; put them into headers");
            return Optional.empty();
        }
        if (template.indexOf('{') >= 0 && template.indexOf('{') < pathStart(template)) {
            value.problem(
                    "may have parameters in its path and query only: scheme and host are fixed");
            return Optional.empty();
        }
        checkParameters(value, template, schema);
        String filled = PARAMETER.matcher(template).replaceAll("x");
        if (filled.indexOf('{') >= 0 || filled.indexOf('}') >= 0) {
            value.problem("has a brace that belongs to no parameter; parameters are like {city}");
            return Optional.empty();
        }
        Optional<URI> uri = Urls.http(value, filled);
        if (uri.isPresent() && uri.get().getRawFragment() != null) {
            value.problem("must have no fragment");
        }
        return uri.map(address -> new UrlTemplate(template, address));
    }

    private static void checkParameters(YamlValue value, String template, ParameterSchema schema) {
        List<String> names =
                PARAMETER.matcher(template).results().map((MatchResult r) -> r.group(1)).toList();
        for (String name : names) {
            if (!schema.required().contains(name)) {
                value.problem(
                        "names {" + name + "}, which must be a required property of parameters");
            }
        }
    }

    /** Where the path or query begins; past the end when there is neither. */
    private static int pathStart(String template) {
        int authority = template.indexOf("://");
        for (int i = authority < 0 ? 0 : authority + 3; i < template.length(); i++) {
            if (template.charAt(i) == '/' || template.charAt(i) == '?') {
                return i;
            }
        }
        return template.length();
    }
}
