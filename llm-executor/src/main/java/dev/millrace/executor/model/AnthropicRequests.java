package dev.millrace.executor.model;

import dev.langchain4j.model.anthropic.AnthropicChatRequestParameters;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.millrace.executor.work.Conversation;
import dev.millrace.executor.work.Conversation.AnswerForm;
import dev.millrace.executor.work.Turn;
import java.util.List;

/**
 * Requests to Anthropic, which has neither seed nor effort, and of answers in JSON only those that
 * keep a schema.
 */
record AnthropicRequests() implements RequestStyle {

    @Override
    public ChatRequestParameters parameters(Turn turn, String model, List<OfferedTool> tools) {
        AnthropicChatRequestParameters.Builder parameters =
                CommonParameters.fill(AnthropicChatRequestParameters.builder(), turn, model)
                        .toolSpecifications(ToolSchemas.specifications(tools));
        Conversation conversation = turn.conversation();
        if (conversation == null) {
            return parameters.build();
        }
        if (CommonParameters.form(turn) instanceof AnswerForm.JsonOf) {
            parameters.responseFormat(CommonParameters.responseFormat(turn));
        }
        if (!tools.isEmpty()) {
            choose(parameters, conversation);
        }
        return parameters.build();
    }

    private static void choose(
            AnthropicChatRequestParameters.Builder parameters, Conversation conversation) {
        if (!conversation.parallelToolCalls()) {
            parameters.disableParallelToolUse(true);
        }
        switch (conversation.toolChoice()) {
            case Conversation.ToolChoice.Auto() -> {}
            case Conversation.ToolChoice.None() -> parameters.toolChoice(ToolChoice.NONE);
            case Conversation.ToolChoice.Required() -> parameters.toolChoice(ToolChoice.REQUIRED);
            case Conversation.ToolChoice.Named(String tool) -> parameters.toolChoiceName(tool);
        }
    }
}
