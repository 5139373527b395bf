package dev.millrace.agents;

import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a tool that is a request over HTTP. */
final class HttpToolReader {

    private static final int MAX_DESCRIPTION = 4_000;
    private static final int MAX_HOSTS = 100;
    private static final int MIN_RESPONSE = 256;
    private static final int MAX_RESPONSE = 10 * 1024 * 1024;
    private static final int DEFAULT_RESPONSE = 64 * 1024;

    private static final Pattern HOST =
            Pattern.compile("(\\*\\.)?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|\\[[0-9a-f:.]+]");

    private HttpToolReader() {}

    static Optional<HttpTool> read(String name, YamlValue value) {
        YamlFields fields = value.fields();
        HttpTool.Method method =
                fields.value("method").flatMap(HttpToolReader::method).orElse(HttpTool.Method.GET);
        String description =
                fields.required("description")
                        .flatMap(text -> text.text(MAX_DESCRIPTION))
                        .orElse("");
        ParameterSchema schema =
                fields.value("parameters").map(ParameterSchema::read).orElse(ParameterSchema.NONE);
        Optional<UrlTemplate> url =
                fields.required("url").flatMap(text -> UrlTemplate.read(text, schema));
        Map<String, EnvironmentText> headers = EnvironmentReader.headers(fields);
        boolean allowPrivate = fields.flag("allowPrivate", false);
        Optional<HttpTool.Rest> rest = fields.value("send").flatMap(HttpToolReader::rest);
        Set<String> hosts = hosts(fields.list("allowedHosts", MAX_HOSTS), url);
        int maxResponse =
                fields.whole("maxResponseBytes", DEFAULT_RESPONSE, MIN_RESPONSE, MAX_RESPONSE);
        ToolLimits limits = ToolLimitsReader.http(fields, method.isIdempotent());
        fields.end();
        url.ifPresent(found -> checkSecrets(value, found.uri(), headers, allowPrivate));
        return url.map(
                found ->
                        new HttpTool(
                                name,
                                description,
                                method,
                                found.text(),
                                headers,
                                schema.json(),
                                rest.orElse(method.rest()),
                                List.copyOf(hosts),
                                allowPrivate,
                                maxResponse,
                                limits));
    }

    /** Over plain HTTP a secret may go through one's own network, and nowhere else. */
    private static void checkSecrets(
            YamlValue tool, URI url, Map<String, EnvironmentText> headers, boolean allowPrivate) {
        boolean hasSecrets =
                headers.values().stream().anyMatch(header -> !header.variables().isEmpty());
        if (hasSecrets && !allowPrivate && "http".equalsIgnoreCase(url.getScheme())) {
            tool.problem("url", "must begin with https:// because headers carry secrets");
        }
    }

    private static Optional<HttpTool.Method> method(YamlValue value) {
        return choice(value, HttpTool.Method.values(), method -> method.name());
    }

    private static Optional<HttpTool.Rest> rest(YamlValue value) {
        return choice(value, HttpTool.Rest.values(), rest -> rest.name().toLowerCase(Locale.ROOT));
    }

    private static <E> Optional<E> choice(YamlValue value, E[] choices, Function<E, String> name) {
        Optional<String> text = value.text(Integer.MAX_VALUE);
        Optional<E> chosen =
                text.flatMap(
                        wanted ->
                                Arrays.stream(choices)
                                        .filter(choice -> name.apply(choice).equals(wanted))
                                        .findFirst());
        if (text.isPresent() && chosen.isEmpty()) {
            return value.wrong(
                    "must be one of "
                            + Arrays.stream(choices).map(name).collect(Collectors.joining(", "))
                            + ",");
        }
        return chosen;
    }

    private static Set<String> hosts(List<YamlValue> items, Optional<UrlTemplate> url) {
        Set<String> hosts = new LinkedHashSet<>();
        url.map(UrlTemplate::host).ifPresent(hosts::add);
        for (YamlValue item : items) {
            item.name(
                            HOST,
                            "must be the name of a host in lower case, such as api.example.org or"
                                    + " *.example.org,")
                    .ifPresent(hosts::add);
        }
        return hosts;
    }
}
