package dev.millrace.systemtests.configuration;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All keys of the services, from the metadata that the build writes for their settings. */
final class Keys {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";
    private static final String OURS = "millrace.";
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<Service, ServiceFile> files = new EnumMap<>(Service.class);

    Keys() {
        for (Service service : Service.values()) {
            files.put(service, ServiceFile.of(service));
        }
    }

    /** By their names. */
    Collection<Key> all() {
        Map<String, List<JsonNode>> settings = new TreeMap<>();
        metadata().stream()
                .filter(property -> name(property).startsWith(OURS))
                .forEach(
                        property ->
                                settings.computeIfAbsent(name(property), _ -> new ArrayList<>())
                                        .add(property));
        return settings.values().stream().map(this::key).toList();
    }

    ServiceFile file(Service service) {
        return files.get(service);
    }

    private Key key(List<JsonNode> classes) {
        String name = name(classes.getFirst());
        Set<Service> services =
                classes.stream()
                        .flatMap(property -> services(property).stream())
                        .collect(Collectors.toCollection(TreeSet::new));
        return new Key(
                name,
                services,
                values(classes.getFirst()),
                perService(services, service -> standard(service, classes)),
                services.stream()
                        .flatMap(service -> files.get(service).variable(name).stream())
                        .distinct()
                        .collect(Collectors.joining(", ")),
                perService(services, service -> meaning(of(service, classes))));
    }

    /** One text when it is the same for all, otherwise each with its services. */
    private static String perService(Set<Service> services, Function<Service, String> text) {
        Map<String, List<String>> texts = new LinkedHashMap<>();
        services.forEach(
                service ->
                        texts.computeIfAbsent(text.apply(service), _ -> new ArrayList<>())
                                .add(service.module()));
        return texts.size() == 1
                ? texts.keySet().iterator().next()
                : texts.entrySet().stream()
                        .map(
                                each ->
                                        each.getKey()
                                                + " ("
                                                + String.join(", ", each.getValue())
                                                + ")")
                        .collect(Collectors.joining("; "));
    }

    private String standard(Service service, List<JsonNode> classes) {
        JsonNode property = of(service, classes);
        return files.get(service)
                .standard(name(property))
                .orElseGet(() -> text(property.path("defaultValue")));
    }

    private static String text(JsonNode value) {
        if (value.isArray()) {
            List<String> texts = new ArrayList<>();
            value.forEach(element -> texts.add(element.asString()));
            return String.join(", ", texts);
        }
        return value.isMissingNode() ? "" : value.asString();
    }

    private static JsonNode of(Service service, List<JsonNode> classes) {
        return classes.stream()
                .filter(property -> services(property).contains(service))
                .findFirst()
                .orElseThrow();
    }

    private static String values(JsonNode property) {
        String type = ValueType.of(property.path("type").asString());
        String range =
                ValueRange.of(
                        Reflection.field(
                                Reflection.type(sourceType(property)), field(name(property))));
        return range.isEmpty() ? type : type + ", " + range;
    }

    private static String field(String key) {
        StringBuilder field = new StringBuilder();
        for (String word : key.substring(key.lastIndexOf('.') + 1).split("-")) {
            field.append(field.isEmpty() ? word.charAt(0) : Character.toUpperCase(word.charAt(0)))
                    .append(word.substring(1));
        }
        return field.toString();
    }

    private static String meaning(JsonNode property) {
        return property.path("description").asString("").replaceAll("\\{@code ([^}]*)}", "`$1`");
    }

    private static Set<Service> services(JsonNode property) {
        return Service.of(sourceType(property));
    }

    private static String sourceType(JsonNode property) {
        return property.path("sourceType").asString();
    }

    private static String name(JsonNode property) {
        return property.path("name").asString();
    }

    private static List<JsonNode> metadata() {
        List<JsonNode> properties = new ArrayList<>();
        try {
            for (URL file : Collections.list(Keys.class.getClassLoader().getResources(METADATA))) {
                try (InputStream in = file.openStream()) {
                    JSON.readTree(in).path("properties").forEach(properties::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
