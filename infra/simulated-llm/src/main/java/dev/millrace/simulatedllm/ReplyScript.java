package dev.millrace.simulatedllm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Replies written beforehand: the first entry that fits a request and is not used up is the answer.
 *
 * @param entries the replies with their conditions, in order
 */
public record ReplyScript(List<ScriptedReply> entries) {

    /** No scripted replies: every request gets the default reply. */
    public static final ReplyScript EMPTY = new ReplyScript(List.of());

    /** YAML is a superset of JSON, so that one reader does for both. */
    private static final YAMLMapper YAML = new YAMLMapper();

    public ReplyScript {
        entries = List.copyOf(entries);
    }

    /** Reads a script from a JSON or YAML file. */
    public static ReplyScript load(Path file) {
        try {
            return parse("script", YAML.readTree(Files.readString(file)));
        } catch (IOException | InvalidPathException e) {
            throw new InvalidSetting("script", "the file " + file + " cannot be read: " + e);
        } catch (JacksonException e) {
            throw new InvalidSetting(
                    "script",
                    "the file %s is neither JSON nor YAML: %s"
                            .formatted(file, e.getOriginalMessage()));
        }
    }

    /** Reads a script from JSON or YAML text. */
    public static ReplyScript parse(String text) {
        try {
            return parse("script", YAML.readTree(text));
        } catch (JacksonException e) {
            throw new InvalidSetting(
                    "script", "is neither JSON nor YAML: " + e.getOriginalMessage());
        }
    }

    static ReplyScript parse(String field, JsonNode json) {
        JsonNode replies = json.isObject() ? json.path("replies") : json;
        if (!replies.isArray()) {
            throw new InvalidSetting(
                    field, "must be a list of replies, or an object with a list named replies.");
        }
        List<ScriptedReply> entries = new ArrayList<>();
        for (JsonNode reply : replies) {
            entries.add(ScriptReader.read(field + "[" + entries.size() + "]", reply));
        }
        return new ReplyScript(entries);
    }

    /** The position of the first available entry that fits the request. */
    OptionalInt find(ChatRequest request, IntPredicate available) {
        for (int i = 0; i < entries.size(); i++) {
            if (available.test(i) && entries.get(i).fits(request)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    ArrayNode toJson() {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        entries.forEach(entry -> json.add(entry.toJson()));
        return json;
    }
}
