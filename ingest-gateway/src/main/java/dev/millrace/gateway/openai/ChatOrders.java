package dev.millrace.gateway.openai;

import dev.millrace.agents.AgentDefinition;
import dev.millrace.gateway.submission.Conversation;
import dev.millrace.gateway.submission.Conversation.Wishes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads requests for chat completions. Thread-safe. */
final class ChatOrders {

    /** What of a request is kept with its task: answers of chats repeat nothing. */
    private static final String KEPT = "{\"api\":\"chat\"}";

    private final OrderReader reader;

    ChatOrders(OrderReader reader) {
        this.reader = reader;
    }

    Order read(JsonNode body) {
        Field request = new Field("", body);
        Parameters.CHAT.check(request);
        AgentDefinition agent = reader.agent(request.at("model"));
        Field messages = request.at("messages");
        Dialogue dialogue = reader.dialogue();
        ChatMessages.read(messages, dialogue);
        Dialogue.Sorted sorted = dialogue.sorted(messages.path());
        Conversation conversation =
                reader.conversation(request, messages, sorted, agent, wishes(request), true);
        boolean stream = request.at("stream").boolOr(false);
        return new Order(
                reader.submission(request, agent, sorted, conversation, stream, KEPT),
                new Delivery(stream, false, includeUsage(request.at("stream_options"), stream)));
    }

    private Wishes wishes(Field request) {
        return new Wishes(
                reader.temperature(request),
                reader.topP(request),
                maxTokens(request),
                reader.stop(request.at("stop")),
                request.at("seed").whole(),
                reader.effort(request.at("reasoning_effort")),
                AnswerFormat.read(request.at("response_format"), true));
    }

    private static @Nullable Integer maxTokens(Field request) {
        Integer old = request.at("max_tokens").positive();
        Integer present = request.at("max_completion_tokens").positive();
        if (old != null && present != null) {
            throw BadRequests.invalid("max_tokens", "cannot be there beside max_completion_tokens");
        }
        return present == null ? old : present;
    }

    private static boolean includeUsage(Field options, boolean stream) {
        if (options.isAbsent()) {
            return false;
        }
        options.requireObject();
        if (!stream) {
            throw BadRequests.invalid(options.path(), "can be there only with stream");
        }
        return options.at("include_usage").boolOr(false);
    }
}
