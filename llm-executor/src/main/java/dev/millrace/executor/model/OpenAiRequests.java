package dev.millrace.executor.model;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.millrace.executor.work.Conversation;
import dev.millrace.executor.work.Conversation.AnswerForm;
import dev.millrace.executor.work.Turn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests in OpenAI's protocol. What callers give as JSON is passed on as it is: langchain4j's own
 * types know only part of what it can say.
 *
 * @param own whether they go to OpenAI itself: its newer models refuse the field in which all other
 *     servers of the protocol expect the limit of the answer, and its older ones know both
 */
record OpenAiRequests(boolean own) implements RequestStyle {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    public ChatRequestParameters parameters(Turn turn, String model, List<OfferedTool> tools) {
        OpenAiChatRequestParameters.Builder parameters =
                CommonParameters.fill(OpenAiChatRequestParameters.builder(), turn, model);
        if (own) {
            parameters.maxCompletionTokens(parameters.build().maxOutputTokens());
            parameters.maxOutputTokens(null);
        }
        Conversation conversation = turn.conversation();
        if (conversation == null) {
            return parameters.toolSpecifications(ToolSchemas.specifications(tools)).build();
        }
        if (!conversation.reasoningEffort().isEmpty()) {
            parameters.reasoningEffort(conversation.reasoningEffort());
        }
        // Without tools the field is refused.
        if (!tools.isEmpty() && !conversation.parallelToolCalls()) {
            parameters.parallelToolCalls(false);
        }
        choose(parameters, conversation.toolChoice(), tools);
        if (conversation.answerForm() instanceof AnswerForm.Json) {
            parameters.responseFormat(ResponseFormat.JSON);
        }
        return parameters.customParameters(asGiven(conversation, tools)).build();
    }

    private static void choose(
            OpenAiChatRequestParameters.Builder parameters,
            Conversation.ToolChoice choice,
            List<OfferedTool> tools) {
        if (tools.isEmpty()) {
            return;
        }
        switch (choice) {
            case Conversation.ToolChoice.None() -> parameters.toolChoice(ToolChoice.NONE);
            case Conversation.ToolChoice.Required() -> parameters.toolChoice(ToolChoice.REQUIRED);
            case Conversation.ToolChoice.Auto(), Conversation.ToolChoice.Named(_) -> {}
        }
    }

    private static Map<String, Object> asGiven(Conversation conversation, List<OfferedTool> tools) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (!tools.isEmpty()) {
            fields.put("tools", tools.stream().map(OpenAiRequests::tool).toList());
        }
        if (conversation.toolChoice() instanceof Conversation.ToolChoice.Named(String tool)) {
            fields.put("tool_choice", Map.of("type", "function", "function", Map.of("name", tool)));
        }
        if (conversation.seed() != null) {
            fields.put("seed", conversation.seed());
        }
        if (conversation.answerForm()
                instanceof AnswerForm.JsonOf(String name, String schema, boolean strict)) {
            Map<String, Object> form =
                    Map.of("name", name, "schema", json(schema), "strict", strict);
            fields.put("response_format", Map.of("type", "json_schema", "json_schema", form));
        }
        return fields;
    }

    private static Map<String, Object> tool(OfferedTool tool) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", tool.name());
        if (!tool.description().isEmpty()) {
            function.put("description", tool.description());
        }
        function.put("parameters", json(tool.parameters()));
        if (tool.strict()) {
            function.put("strict", true);
        }
        return Map.of("type", "function", "function", function);
    }

    private static Object json(String schema) {
        return JSON.readValue(schema, Object.class);
    }
}
