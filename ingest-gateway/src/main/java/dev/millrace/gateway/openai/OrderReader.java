package dev.millrace.gateway.openai;

import dev.millrace.agents.AgentCatalogue;
import dev.millrace.agents.AgentDefinition;
import dev.millrace.conversation.ConversationLimits;
import dev.millrace.gateway.http.LimitsSettings;
import dev.millrace.gateway.submission.Conversation;
import dev.millrace.gateway.submission.Conversation.Tool;
import dev.millrace.gateway.submission.Conversation.Wishes;
import dev.millrace.gateway.submission.Submission;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what both kinds of requests have in common. Thread-safe. */
final class OrderReader {

    private static final double HOTTEST = 2;
    private static final int MAX_EFFORT_CHARACTERS = 16;
    private static final int MAX_STOPS = 4;
    private static final int MAX_METADATA = 16;
    private static final int MAX_KEY_CHARACTERS = 64;
    private static final int MAX_VALUE_CHARACTERS = 512;

    /** What OpenAI calls tiers are lanes here. */
    private static final Map<String, String> TIERS =
            Map.of(
                    "auto", "normal",
                    "default", "normal",
                    "scale", "normal",
                    "flex", "low",
                    "priority", "high");

    private final AgentCatalogue agents;
    private final LimitsSettings limits;
    private final OpenAiSettings settings;

    OrderReader(AgentCatalogue agents, LimitsSettings limits, OpenAiSettings settings) {
        this.agents = agents;
        this.limits = limits;
        this.settings = settings;
    }

    OpenAiSettings settings() {
        return settings;
    }

    Dialogue dialogue() {
        return new Dialogue(limits.promptCharacters());
    }

    /** The agent that a request calls model. */
    AgentDefinition agent(Field model) {
        AgentDefinition agent = agents.agents().get(model.text());
        if (agent == null) {
            throw BadRequests.unknownModel(model.path(), model.text());
        }
        return agent;
    }

    /**
     * Puts a conversation together.
     *
     * @param messages where the conversation was
     * @param nested whether functions are described in a member of their own
     */
    Conversation conversation(
            Field request,
            Field messages,
            Dialogue.Sorted sorted,
            AgentDefinition agent,
            Wishes wishes,
            boolean nested) {
        List<Tool> tools = ClientTools.read(request.at("tools"), nested, agent.tools());
        Conversation conversation =
                new Conversation(
                        sorted.instructions(),
                        sorted.earlier(),
                        sorted.since(),
                        tools,
                        ClientTools.choice(request.at("tool_choice"), nested, tools),
                        request.at("parallel_tool_calls").boolOr(true),
                        wishes);
        checkLength(messages, conversation);
        return conversation;
    }

    /** Admission would turn away what is longer, but only once it is a task. */
    private void checkLength(Field messages, Conversation conversation) {
        long most = Math.min(settings.conversation().toBytes(), ConversationLimits.BYTES);
        if (ConversationLength.of(conversation) > most) {
            throw BadRequests.tooLong(
                    messages.path(),
                    "must have at most "
                            + most
                            + " bytes, with instructions and tools, and 64 for each message, call"
                            + " and tool");
        }
        int count = conversation.earlier().size() + conversation.since().size();
        if (count > ConversationLimits.MESSAGES) {
            throw BadRequests.tooLong(
                    messages.path(),
                    "must have at most " + ConversationLimits.MESSAGES + " messages");
        }
    }

    Submission submission(
            Field request,
            AgentDefinition agent,
            Dialogue.Sorted sorted,
            Conversation conversation,
            boolean stream,
            String kept) {
        return new Submission(
                sorted.prompt(),
                agent.name(),
                List.of(),
                null,
                request.at("service_tier").oneOf(TIERS, "normal"),
                null,
                null,
                metadata(request.at("metadata")),
                conversation,
                stream,
                kept);
    }

    @Nullable Double temperature(Field request) {
        return request.at("temperature").number(0, HOTTEST);
    }

    @Nullable Double topP(Field request) {
        return request.at("top_p").number(0, 1);
    }

    String effort(Field effort) {
        String text = effort.textOr("");
        if (text.length() > MAX_EFFORT_CHARACTERS) {
            throw effort.wrong("must have at most " + MAX_EFFORT_CHARACTERS + " characters");
        }
        return text;
    }

    List<String> stop(Field stop) {
        if (stop.isText()) {
            return List.of(end(stop));
        }
        if (stop.items().size() > MAX_STOPS) {
            throw stop.wrong("must have at most " + MAX_STOPS + " entries");
        }
        return stop.items().stream().map(OrderReader::end).toList();
    }

    private static String end(Field text) {
        if (text.text().isEmpty()) {
            throw text.wrong("must not be empty");
        }
        return text.text();
    }

    private static Map<String, String> metadata(Field metadata) {
        if (metadata.isAbsent()) {
            return Map.of();
        }
        List<Field> entries = metadata.members();
        if (entries.size() > MAX_METADATA) {
            throw metadata.wrong("must have at most " + MAX_METADATA + " entries");
        }
        Map<String, String> read = new LinkedHashMap<>();
        for (Field entry : entries) {
            String key = entry.path().substring(metadata.path().length() + 1);
            if (key.isBlank()
                    || key.length() > MAX_KEY_CHARACTERS
                    || entry.text().length() > MAX_VALUE_CHARACTERS) {
                throw metadata.wrong(
                        "must have keys of 1 to "
                                + MAX_KEY_CHARACTERS
                                + " and values of at most "
                                + MAX_VALUE_CHARACTERS
                                + " characters");
            }
            read.put(key, entry.text());
        }
        return read;
    }
}
