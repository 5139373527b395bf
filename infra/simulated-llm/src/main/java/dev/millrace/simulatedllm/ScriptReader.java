package dev.millrace.simulatedllm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads one entry of a script; what is wrong is refused by the name of its field. */
final class ScriptReader {

    private static final List<String> NAMES =
            List.of(
                    "model",
                    "contains",
                    "matches",
                    "toolResult",
                    "turn",
                    "offers",
                    "times",
                    "latency",
                    "text",
                    "reasoning",
                    "toolCalls");

    private ScriptReader() {}

    static ScriptedReply read(String field, JsonNode json) {
        requireKnownNames(field, json);
        if (!json.has("text") && !json.has("toolCalls")) {
            throw new InvalidSetting(field, "has neither text nor toolCalls.");
        }
        return new ScriptedReply(
                new ReplyCondition(
                        text(field, json, "model"),
                        text(field, json, "contains"),
                        pattern(field + ".matches", text(field, json, "matches")),
                        text(field, json, "toolResult"),
                        positive(field, json, "turn"),
                        text(field, json, "offers")),
                positive(field, json, "times"),
                latency(field + ".latency", text(field, json, "latency")),
                new Reply(
                        orEmpty(text(field, json, "text")),
                        orEmpty(text(field, json, "reasoning")),
                        toolCalls(field + ".toolCalls", json.path("toolCalls"))));
    }

    private static void requireKnownNames(String field, JsonNode json) {
        if (!json.isObject()) {
            throw new InvalidSetting(field, "must be an object with text or toolCalls.");
        }
        for (String name : json.propertyNames()) {
            if (!NAMES.contains(name)) {
                throw new InvalidSetting(
                        field + "." + name, "is unknown; known are " + String.join(", ", NAMES));
            }
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable Duration latency(String field, @Nullable String text) {
        return text == null ? null : DurationText.parse(field, text);
    }

    private static @Nullable String text(String field, JsonNode json, String name) {
        JsonNode value = json.get(name);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw new InvalidSetting(field + "." + name, value + " is not a text.");
        }
        return value.stringValue();
    }

    private static @Nullable Pattern pattern(String field, @Nullable String text) {
        try {
            return text == null ? null : Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new InvalidSetting(
                    field, "is not a regular expression: " + e.getDescription() + ".");
        }
    }

    private static @Nullable Integer positive(String field, JsonNode json, String name) {
        JsonNode value = json.get(name);
        if (value == null) {
            return null;
        }
        if (!value.isInt() || value.intValue() < 1) {
            throw new InvalidSetting(
                    field + "." + name, value + " is not a whole number from 1 on.");
        }
        return value.intValue();
    }

    private static List<ToolCall> toolCalls(String field, JsonNode json) {
        if (!json.isArray() && !json.isMissingNode()) {
            throw new InvalidSetting(field, "must be a list of {name, arguments}.");
        }
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode call : json) {
            String at = field + "[" + calls.size() + "]";
            String name = text(at, call, "name");
            if (name == null) {
                throw new InvalidSetting(at + ".name", "is missing; name the tool.");
            }
            JsonNode arguments = call.path("arguments");
            calls.add(
                    new ToolCall(
                            name,
                            arguments.isString()
                                    ? arguments.stringValue()
                                    : arguments.isMissingNode() ? "{}" : arguments.toString()));
        }
        return calls;
    }
}
