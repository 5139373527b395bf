package dev.millrace.streams.admission;

import dev.millrace.AssistantMessage;
import dev.millrace.Conversation;
import dev.millrace.Document;
import dev.millrace.TaskRequested;
import dev.millrace.ToolMessage;
import dev.millrace.TurnMessage;
import dev.millrace.UserMessage;
import dev.millrace.screening.CleanText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cleans what a request says: it goes on, and is quoted, without what no text needs. */
final class CleanRequests {

    private CleanRequests() {}

    static TaskRequested of(TaskRequested request) {
        return TaskRequested.newBuilder(request)
                .setPrompt(CleanText.of(request.getPrompt()))
                .setDocuments(request.getDocuments().stream().map(CleanRequests::of).toList())
                .setConversation(of(request.getConversation()))
                .build();
    }

    private static Document of(Document document) {
        return new Document(
                document.getId(),
                CleanText.of(document.getTitle()),
                CleanText.of(document.getText()));
    }

    private static @Nullable Conversation of(@Nullable Conversation conversation) {
        return conversation == null
                ? null
                : Conversation.newBuilder(conversation)
                        .setInstructions(CleanText.of(conversation.getInstructions()))
                        .setEarlier(of(conversation.getEarlier()))
                        .setSince(of(conversation.getSince()))
                        .build();
    }

    private static List<TurnMessage> of(List<TurnMessage> messages) {
        return messages.stream().map(CleanRequests::of).toList();
    }

    private static TurnMessage of(TurnMessage message) {
        return switch (message.getMessage()) {
            case UserMessage said -> new TurnMessage(new UserMessage(CleanText.of(said.getText())));
            case AssistantMessage said ->
                    new TurnMessage(
                            new AssistantMessage(
                                    CleanText.of(said.getText()), said.getToolCalls()));
            case ToolMessage returned ->
                    new TurnMessage(
                            new ToolMessage(
                                    returned.getToolCallId(),
                                    returned.getName(),
                                    CleanText.of(returned.getContent()),
                                    returned.getIsError()));
            default -> message;
        };
    }
}
