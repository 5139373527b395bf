package dev.millrace.executor.model;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.millrace.executor.model.extractive.OwnText;
import dev.millrace.executor.work.Conversation;
import dev.millrace.executor.work.Conversation.ToolChoice;
import dev.millrace.executor.work.Turn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests of the extractive model, which reads the documents or, where there are none, what the
 * caller says. Wishes of how to answer mean nothing to it.
 */
record ExtractiveRequests() implements RequestStyle {

    @Override
    public ChatRequestParameters parameters(Turn turn, String model, List<OfferedTool> tools) {
        ChatRequestParameters common =
                DefaultChatRequestParameters.builder()
                        .modelName(model)
                        .maxOutputTokens(turn.maxOutputTokens())
                        .build();
        return GroundedRequestParameters.of(common, grounding(turn));
    }

    private static Grounding grounding(Turn turn) {
        boolean toolWanted = isToolWanted(turn.conversation());
        if (!turn.passages().isEmpty()) {
            return new Grounding(turn.prompt(), turn.passages(), true, toolWanted);
        }
        OwnText own = OwnText.of(turn.prompt(), said(turn.conversation()));
        return new Grounding(own.question(), own.passages(), false, toolWanted);
    }

    /**
     * What users and the caller's instructions say beside the prompt; the agent's are no source.
     */
    private static List<String> said(@Nullable Conversation conversation) {
        if (conversation == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        texts.add(conversation.instructions());
        for (Turn.Message message : conversation.earlier()) {
            if (message instanceof Turn.Message.Asked(String text)) {
                texts.add(text);
            }
        }
        return texts;
    }

    private static boolean isToolWanted(@Nullable Conversation conversation) {
        return switch (conversation == null ? null : conversation.toolChoice()) {
            case null -> false;
            case ToolChoice.Auto(), ToolChoice.None() -> false;
            case ToolChoice.Required(), ToolChoice.Named(_) -> true;
        };
    }
}
