package dev.millrace.gateway.openai;

import dev.millrace.agents.AgentDefinition;
import dev.millrace.gateway.submission.Conversation;
import dev.millrace.gateway.submission.Conversation.Wishes;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads requests for responses. Thread-safe. */
final class ResponseOrders {

    private static final String LOGPROBS = "message.output_text.logprobs";

    /** Nothing is ever cut here: what is too long is refused. */
    private static final Map<String, String> TRUNCATIONS = Map.of("auto", "", "disabled", "");

    private final OrderReader reader;

    ResponseOrders(OrderReader reader) {
        this.reader = reader;
    }

    Order read(JsonNode body) {
        Field request = new Field("", body);
        Parameters.RESPONSES.check(request);
        AgentDefinition agent = reader.agent(request.at("model"));
        checkIncluded(request.at("include"));
        String _ = request.at("user").textOr("");
        String _ = request.at("truncation").oneOf(TRUNCATIONS, "");
        Field input = request.at("input");
        Dialogue dialogue = reader.dialogue();
        dialogue.instruct(request.at("instructions").textOr(""));
        ResponseItems.read(input, dialogue);
        Dialogue.Sorted sorted = dialogue.sorted(input.path());
        Conversation conversation =
                reader.conversation(request, input, sorted, agent, wishes(request), false);
        boolean stream = request.at("stream").boolOr(false);
        boolean background = request.at("background").boolOr(false);
        String kept = KeptRequest.of(request, reader.settings().kept()).toString();
        return new Order(
                // What runs in the background may be followed later.
                reader.submission(request, agent, sorted, conversation, stream || background, kept),
                new Delivery(stream, background, false));
    }

    private Wishes wishes(Field request) {
        Field text = optional(request.at("text"));
        Field reasoning = optional(request.at("reasoning"));
        Field verbosity = text.at("verbosity");
        if (!verbosity.textOr("medium").equals("medium")) {
            throw BadRequests.unsupported(verbosity.path(), "is supported only as medium");
        }
        return new Wishes(
                reader.temperature(request),
                reader.topP(request),
                request.at("max_output_tokens").positive(),
                List.of(),
                null,
                reader.effort(reasoning.at("effort")),
                AnswerFormat.read(text.at("format"), false));
    }

    private static Field optional(Field object) {
        if (!object.isAbsent()) {
            object.requireObject();
        }
        return object;
    }

    private static void checkIncluded(Field include) {
        for (Field item : include.items()) {
            if (item.text().equals(LOGPROBS)) {
                throw BadRequests.unsupported(item.path(), "is not supported");
            }
        }
    }
}
