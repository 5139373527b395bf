package dev.millrace.gateway.openai;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.util.unit.DataSize;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is kept of a request for a response, because each answer repeats it.
 *
 * @param repeated the members of the answers, by their names
 * @param background whether nobody waits for the response
 */
record KeptRequest(ObjectNode repeated, boolean background) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String API = "api";
    private static final String RESPONSES = "responses";
    private static final String BACKGROUND = "background";
    private static final String REPEATED = "repeated";

    /** What can be long. */
    private static final String INSTRUCTIONS = "instructions";

    private static final String TOOLS = "tools";
    private static final String TEXT = "text";

    /** What is kept of a checked request. */
    static KeptRequest of(Field request, DataSize most) {
        ObjectNode repeated = JSON.createObjectNode();
        repeat(request, repeated, INSTRUCTIONS, "null");
        repeat(request, repeated, "max_output_tokens", "null");
        repeat(request, repeated, "metadata", "{}");
        repeat(request, repeated, "parallel_tool_calls", "true");
        repeat(request, repeated, "reasoning", "{\"effort\":null,\"summary\":null}");
        repeat(request, repeated, "temperature", "null");
        repeat(request, repeated, TEXT, "{\"format\":{\"type\":\"text\"}}");
        repeat(request, repeated, "tool_choice", "\"auto\"");
        repeat(request, repeated, TOOLS, "[]");
        repeat(request, repeated, "top_p", "null");
        repeat(request, repeated, "truncation", "\"disabled\"");
        repeat(request, repeated, "user", "null");
        boolean background = request.at(BACKGROUND).boolOr(false);
        return new KeptRequest(shortened(repeated, most), background);
    }

    private static void repeat(Field request, ObjectNode repeated, String name, String otherwise) {
        Field given = request.at(name);
        repeated.set(name, given.isAbsent() ? JSON.readTree(otherwise) : given.node());
    }

    private static ObjectNode shortened(ObjectNode repeated, DataSize most) {
        if (utf8(repeated) > most.toBytes()) {
            repeated.putArray(TOOLS);
        }
        if (utf8(repeated) > most.toBytes()) {
            repeated.putNull(INSTRUCTIONS);
        }
        if (utf8(repeated) > most.toBytes()) {
            repeated.putObject(TEXT);
        }
        if (utf8(repeated) > most.toBytes()) {
            throw BadRequests.tooLong("user", "and the other parameters are too long together");
        }
        return repeated;
    }

    private static int utf8(ObjectNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    /** Reads what was kept with a task; empty if it was not made as a response. */
    static Optional<KeptRequest> parse(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode kept = JSON.readTree(text);
            return kept.path(API).asString("").equals(RESPONSES)
                            && kept.get(REPEATED) instanceof ObjectNode repeated
                    ? Optional.of(new KeptRequest(repeated, kept.path(BACKGROUND).asBoolean(false)))
                    : Optional.empty();
        } catch (JacksonException _) {
            // Whoever writes to the topic of the events may write anything.
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        ObjectNode kept = JSON.createObjectNode();
        kept.put(API, RESPONSES);
        kept.put(BACKGROUND, background);
        kept.set(REPEATED, repeated);
        return kept.toString();
    }
}
