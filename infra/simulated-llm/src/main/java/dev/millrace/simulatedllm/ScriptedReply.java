package dev.millrace.simulatedllm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One entry of a script: a reply and the conditions under which it is given. All conditions that
 * are stated must hold; an entry without any fits every request.
 *
 * @param contains a part of what the user said last, in any case
 * @param matches a regular expression found in what the user said last; its groups can be used in
 *     the text as {@code $1}
 * @param turn the model's turn in the conversation, from 1
 * @param times how many steps get this reply before the next fitting entry is used; absent: all
 * @param text the text of the reply
 * @param toolCalls the tools that the reply asks for
 */
record ScriptedReply(
        @Nullable String contains,
        @Nullable Pattern matches,
        @Nullable Integer turn,
        @Nullable Integer times,
        String text,
        List<ToolCall> toolCalls) {

    private static final List<String> NAMES =
            List.of("contains", "matches", "turn", "times", "text", "toolCalls");

    ScriptedReply {
        toolCalls = List.copyOf(toolCalls);
    }

    static ScriptedReply parse(String field, JsonNode json) {
        if (!json.isObject()) {
            throw new InvalidSetting(field, "must be an object with text or toolCalls.");
        }
        for (String name : json.propertyNames()) {
            if (!NAMES.contains(name)) {
                throw new InvalidSetting(
                        field + "." + name, "is unknown; known are " + String.join(", ", NAMES));
            }
        }
        if (!json.has("text") && !json.has("toolCalls")) {
            throw new InvalidSetting(field, "has neither text nor toolCalls.");
        }
        String text = text(field, json, "text");
        return new ScriptedReply(
                text(field, json, "contains"),
                pattern(field + ".matches", text(field, json, "matches")),
                positive(field, json, "turn"),
                positive(field, json, "times"),
                text == null ? "" : text,
                toolCalls(field + ".toolCalls", json.path("toolCalls")));
    }

    boolean fits(ChatRequest request) {
        String said = request.lastUserText();
        boolean containsPart = contains == null || lower(said).contains(lower(contains));
        boolean matchesPattern = matches == null || matches.matcher(said).find();
        boolean isTurn = turn == null || turn == request.turn();
        return containsPart && matchesPattern && isTurn;
    }

    Reply reply(ChatRequest request) {
        if (matches == null) {
            return new Reply(text, toolCalls);
        }
        Matcher matcher = matches.matcher(request.lastUserText());
        if (!matcher.find()) {
            return new Reply(text, toolCalls);
        }
        String filled = text;
        for (int group = matcher.groupCount(); group >= 0; group--) {
            String value = matcher.group(group);
            filled = filled.replace("$" + group, value == null ? "" : value);
        }
        return new Reply(filled, toolCalls);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (contains != null) {
            json.put("contains", contains);
        }
        if (matches != null) {
            json.put("matches", matches.pattern());
        }
        if (turn != null) {
            json.put("turn", turn);
        }
        if (times != null) {
            json.put("times", times);
        }
        json.put("text", text);
        ArrayNode calls = json.putArray("toolCalls");
        toolCalls.forEach(
                call ->
                        calls.addObject()
                                .put("name", call.name())
                                .put("arguments", call.arguments()));
        return json;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
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
