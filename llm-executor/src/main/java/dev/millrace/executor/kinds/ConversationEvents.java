package dev.millrace.executor.kinds;

import dev.millrace.executor.work.Conversation;
import dev.millrace.executor.work.Conversation.AnswerForm;
import dev.millrace.executor.work.Conversation.ClientTool;
import dev.millrace.executor.work.Conversation.ToolChoice;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the conversation of a turn from the event that asks for it. */
final class ConversationEvents {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String NAMED = "name:";

    private ConversationEvents() {}

    /**
     * What was said since the prompt is not read: it is at the start of the turn's history.
     *
     * @throws RuntimeException if a choice or a form is none that the contract knows
     */
    static @Nullable Conversation conversation(dev.millrace.@Nullable Conversation event) {
        return event == null
                ? null
                : new Conversation(
                        event.getInstructions(),
                        event.getEarlier().stream().map(TurnEvents::message).toList(),
                        event.getTools().stream().map(ConversationEvents::tool).toList(),
                        choice(event.getToolChoice()),
                        event.getParallelToolCalls(),
                        event.getTemperature(),
                        event.getTopP(),
                        event.getMaxOutputTokens(),
                        event.getStop(),
                        event.getSeed(),
                        event.getReasoningEffort(),
                        form(event.getResponseFormat()));
    }

    private static ClientTool tool(dev.millrace.ClientTool tool) {
        return new ClientTool(
                tool.getName(), tool.getDescription(), tool.getParameters(), tool.getStrict());
    }

    private static ToolChoice choice(String choice) {
        if (choice.startsWith(NAMED)) {
            return new ToolChoice.Named(choice.substring(NAMED.length()));
        }
        return switch (choice) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "required" -> new ToolChoice.Required();
            case String other -> throw new IllegalArgumentException("no tool choice: " + other);
        };
    }

    private static AnswerForm form(String form) {
        return switch (form) {
            case "text" -> new AnswerForm.Text();
            case "json_object" -> new AnswerForm.Json();
            case String schema -> formOf(JSON.readTree(schema));
        };
    }

    private static AnswerForm formOf(JsonNode json) {
        return new AnswerForm.JsonOf(
                json.path("name").asString("answer"),
                json.path("schema").isMissingNode() ? "{}" : json.path("schema").toString(),
                json.path("strict").asBoolean(false));
    }
}
