package dev.millrace.streams.agent;

import dev.millrace.Conversation;
import dev.millrace.TaskAdmitted;
import dev.millrace.TurnMessage;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a turn is told of the conversation that a task came with. */
final class Conversations {

    private static final String AUTO = "auto";
    private static final String NONE = "none";

    private Conversations() {}

    /** What was said since the prompt: by the caller's tools first, then in the task. */
    static List<TurnMessage> history(TaskAdmitted task, Transcript transcript) {
        Conversation conversation = task.getConversation();
        return conversation == null || conversation.getSince().isEmpty()
                ? transcript.history()
                : Stream.concat(conversation.getSince().stream(), transcript.history().stream())
                        .toList();
    }

    /** The conversation of a turn; what was said since the prompt is in its history. */
    static @Nullable Conversation ofTurn(TaskAdmitted task, Transcript transcript) {
        Conversation conversation = task.getConversation();
        if (conversation == null) {
            return null;
        }
        return Conversation.newBuilder(conversation)
                .setSince(List.of())
                .setToolChoice(toolChoice(conversation, transcript))
                .build();
    }

    /**
     * A call that the model must make is made once; if it had to in each turn, it would not end.
     */
    private static String toolChoice(Conversation conversation, Transcript transcript) {
        return transcript.messages().isEmpty() || conversation.getToolChoice().equals(NONE)
                ? conversation.getToolChoice()
                : AUTO;
    }

    /** The most tokens that a model may write in a turn: what the agent allows, or less. */
    static int maxOutputTokens(TaskAdmitted task) {
        int agents = task.getAgent().getMaxOutputTokens();
        Conversation conversation = task.getConversation();
        Integer wished = conversation == null ? null : conversation.getMaxOutputTokens();
        return wished == null ? agents : Math.min(agents, wished);
    }
}
