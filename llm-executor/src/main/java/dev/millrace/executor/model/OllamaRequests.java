package dev.millrace.executor.model;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.ollama.OllamaChatRequestParameters;
import dev.millrace.executor.work.Conversation;
import dev.millrace.executor.work.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests to Ollama, which cannot be told that a model must call a tool, so that it is only told
 * of those that it may call. It knows no effort, and calls in parallel as its models like.
 */
record OllamaRequests() implements RequestStyle {

    @Override
    public ChatRequestParameters parameters(Turn turn, String model, List<OfferedTool> tools) {
        OllamaChatRequestParameters.Builder parameters =
                CommonParameters.fill(OllamaChatRequestParameters.builder(), turn, model)
                        .responseFormat(CommonParameters.responseFormat(turn));
        Conversation conversation = turn.conversation();
        if (conversation != null && conversation.seed() != null) {
            parameters.seed(conversation.seed().intValue());
        }
        return parameters
                .toolSpecifications(ToolSchemas.specifications(allowed(conversation, tools)))
                .build();
    }

    private static List<OfferedTool> allowed(
            @Nullable Conversation conversation, List<OfferedTool> tools) {
        return switch (conversation == null ? null : conversation.toolChoice()) {
            case null -> tools;
            case Conversation.ToolChoice.Auto(), Conversation.ToolChoice.Required() -> tools;
            case Conversation.ToolChoice.None() -> List.of();
            case Conversation.ToolChoice.Named(String name) ->
                    tools.stream().filter(tool -> tool.name().equals(name)).toList();
        };
    }
}
