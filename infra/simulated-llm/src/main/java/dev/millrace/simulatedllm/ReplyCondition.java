package dev.millrace.simulatedllm;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * When a scripted reply is given: all that is stated must hold; nothing stated fits every request.
 *
 * @param model the model that was asked
 * @param contains a part of what the user said last, in any case
 * @param matches a regular expression found in what the user said last
 * @param toolResult a part of what the tools returned that were called last, in any case
 * @param turn the model's turn in the conversation, from 1
 * @param offers a tool that the model is told of
 */
record ReplyCondition(
        @Nullable String model,
        @Nullable String contains,
        @Nullable Pattern matches,
        @Nullable String toolResult,
        @Nullable Integer turn,
        @Nullable String offers) {

    boolean holds(ChatRequest request) {
        String said = request.lastUserText();
        boolean isModel = model == null || model.equals(request.model());
        boolean containsPart = contains == null || lower(said).contains(lower(contains));
        boolean matchesPattern = matches == null || matches.matcher(said).find();
        boolean isTurn = turn == null || turn == request.turn();
        boolean isOffered = offers == null || request.tools().contains(offers);
        return isModel
                && containsPart
                && matchesPattern
                && hasToolResult(request)
                && isTurn
                && isOffered;
    }

    private boolean hasToolResult(ChatRequest request) {
        return toolResult == null
                || request.toolResults().stream()
                        .anyMatch(result -> lower(result).contains(lower(toolResult)));
    }

    /** The text with {@code $1}, {@code $2} … replaced by the groups of the expression. */
    String fillGroups(String text, ChatRequest request) {
        if (matches == null || text.indexOf('$') < 0) {
            return text;
        }
        Matcher matcher = matches.matcher(request.lastUserText());
        if (!matcher.find()) {
            return text;
        }
        String filled = text;
        for (int group = matcher.groupCount(); group >= 0; group--) {
            String value = matcher.group(group);
            filled = filled.replace("$" + group, value == null ? "" : value);
        }
        return filled;
    }

    void writeTo(ObjectNode json) {
        if (model != null) {
            json.put("model", model);
        }
        if (contains != null) {
            json.put("contains", contains);
        }
        if (matches != null) {
            json.put("matches", matches.pattern());
        }
        if (toolResult != null) {
            json.put("toolResult", toolResult);
        }
        if (turn != null) {
            json.put("turn", turn);
        }
        if (offers != null) {
            json.put("offers", offers);
        }
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
