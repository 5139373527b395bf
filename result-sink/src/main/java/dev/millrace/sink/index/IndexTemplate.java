package dev.millrace.sink.index;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An index template of ours.
 *
 * @param name the name of the template
 * @param json what the template says
 */
record IndexTemplate(String name, JsonNode json) {

    /** What a template does; the rest describes it, or is filled in by Elasticsearch. */
    private static final List<String> EFFECTIVE =
            List.of(
                    "index_patterns",
                    "priority",
                    "template",
                    "composed_of",
                    "ignore_missing_component_templates");

    private static final int DIGEST_CHARS = 16;

    static IndexTemplate load(String name) {
        InputStream resource =
                Objects.requireNonNull(
                        IndexTemplate.class.getResourceAsStream("/elasticsearch/" + name + ".json"),
                        () -> "no template " + name + " on the class path");
        return new IndexTemplate(name, JsonMapper.shared().readTree(resource));
    }

    /** The mapping that new indices get. */
    JsonNode mappings() {
        return json.at("/template/mappings");
    }

    int version() {
        return json.path("version").asInt(0);
    }

    /** Whether the other one is an earlier version of this template, unchanged by hand. */
    boolean replaces(JsonNode other) {
        String digest = digest(other);
        return json.at("/_meta/replaces").valueStream().anyMatch(d -> digest.equals(d.asString()));
    }

    boolean sameAs(JsonNode other) {
        return digest(json).equals(digest(other));
    }

    /**
     * Names what a template does, however it is written: Elasticsearch gives numbers and booleans
     * of settings back as text, fields in another order, and objects with their type.
     */
    static String digest(JsonNode template) {
        SortedMap<String, String> values = new TreeMap<>();
        EFFECTIVE.forEach(name -> flatten(name, template.path(name), values));
        StringBuilder text = new StringBuilder();
        values.forEach((path, value) -> text.append(path).append('=').append(value).append('\n'));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGEST_CHARS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void flatten(String path, JsonNode value, SortedMap<String, String> values) {
        if (value.isObject()) {
            value.forEachEntry(
                    (name, child) -> {
                        if (!isImplied(name, child, value)) {
                            flatten(path + "." + name, child, values);
                        }
                    });
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                flatten(path + "." + i, value.get(i), values);
            }
        } else if (!value.isMissingNode()) {
            values.put(path, value.asString());
        }
    }

    /** Whatever has properties is an object, whether it says so or not. */
    private static boolean isImplied(String name, JsonNode child, JsonNode parent) {
        return name.equals("type")
                && child.isString()
                && child.asString().equals("object")
                && parent.path("properties").isObject();
    }
}
