package dev.millrace.simulatedllm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A request to {@code /v1/chat/completions}, as far as the simulated model looks at it.
 *
 * @param model the model that was asked for
 * @param messages the conversation
 * @param stream whether the answer is wanted as server-sent events
 * @param includeUsage whether a stream ends with the token counts
 * @param tools the names of the tools that the model is told of
 */
record ChatRequest(
        String model,
        List<Message> messages,
        boolean stream,
        boolean includeUsage,
        Set<String> tools) {

    record Message(String role, String text) {}

    ChatRequest {
        messages = List.copyOf(messages);
        tools = Set.copyOf(tools);
    }

    static ChatRequest parse(JsonNode body) {
        JsonNode messages = body.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw new InvalidSetting("messages", "must be an array with at least one message.");
        }
        List<Message> parsed = new ArrayList<>();
        for (JsonNode message : messages) {
            if (!message.path("role").isString()) {
                throw new InvalidSetting(
                        "messages[" + parsed.size() + "].role", "must be a text such as user.");
            }
            parsed.add(
                    new Message(message.get("role").stringValue(), text(message.path("content"))));
        }
        return new ChatRequest(
                model(body),
                parsed,
                body.path("stream").asBoolean(false),
                body.path("stream_options").path("include_usage").asBoolean(false),
                tools(body.path("tools")));
    }

    private static Set<String> tools(JsonNode tools) {
        return tools.valueStream()
                .map(tool -> tool.path("function").path("name").asString(""))
                .collect(Collectors.toSet());
    }

    static String model(JsonNode body) {
        if (!body.path("model").isString()) {
            throw new InvalidSetting("model", "must be the name of a model.");
        }
        return body.get("model").stringValue();
    }

    /** What the user said last; empty when the user said nothing. */
    String lastUserText() {
        for (Message message : messages.reversed()) {
            if (message.role().equals("user")) {
                return message.text();
            }
        }
        return "";
    }

    /** What the tools returned that the model called last, in order. */
    List<String> toolResults() {
        List<String> results = new ArrayList<>();
        for (Message message : messages.reversed()) {
            if (message.role().equals("assistant")) {
                break;
            }
            if (message.role().equals("tool")) {
                results.addFirst(message.text());
            }
        }
        return results;
    }

    /** Counts the model's turns in this conversation, from 1. */
    int turn() {
        return 1 + (int) messages.stream().filter(m -> m.role().equals("assistant")).count();
    }

    long tokens() {
        return messages.stream().mapToLong(message -> Tokens.in(message.text())).sum();
    }

    private static String text(JsonNode content) {
        if (content.isString()) {
            return content.stringValue();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            text.append(part.path("text").asString(""));
        }
        return text.toString();
    }
}
