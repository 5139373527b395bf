package dev.millrace.streams.agent;

import dev.millrace.AgentSnapshot;
import dev.millrace.Conversation;
import dev.millrace.ModelPrice;
import dev.millrace.Passage;
import dev.millrace.TaskAdmitted;
import dev.millrace.streams.conversation.ConversationSize;
import org.jspecify.annotations.Nullable;

/** What a model call can cost at worst, and whether a task may cost that. */
final class Budget {

    private static final long MILLION = 1_000_000;

    /** A model's own framing of a message. */
    private static final long MESSAGE_BYTES = 64;

    /** How executors tell a model to answer from passages. */
    private static final long GROUNDING_BYTES = 1024;

    /** What the model is told of its tools. */
    private static final long TOOLS_BYTES = 16 * 1024;

    private Budget() {}

    /** What a turn can cost at worst, in micro-USD; nothing when the price is not known. */
    static long worstCase(TaskAdmitted task, Transcript transcript, @Nullable ModelPrice price) {
        if (price == null) {
            return 0;
        }
        // A token has at least one byte.
        long input = cost(bytes(task, transcript), price.getInputMicroUsd());
        long output = cost(Conversations.maxOutputTokens(task), price.getOutputMicroUsd());
        return Long.MAX_VALUE - input < output ? Long.MAX_VALUE : input + output;
    }

    private static long bytes(TaskAdmitted task, Transcript transcript) {
        AgentSnapshot agent = task.getAgent();
        Conversation conversation = task.getConversation();
        long messages = 2L + transcript.passages().size() + transcript.history().size();
        long passages = transcript.passages().stream().mapToLong(Budget::bytes).sum();
        return Transcript.bytes(agent.getSystemPrompt())
                + Transcript.bytes(task.getPrompt())
                + passages
                + (passages == 0 ? 0 : GROUNDING_BYTES)
                + transcript.size()
                + messages * MESSAGE_BYTES
                + (conversation == null ? 0 : ConversationSize.of(conversation))
                + (agent.getTools().isEmpty() ? 0 : TOOLS_BYTES);
    }

    private static long bytes(Passage passage) {
        return Transcript.bytes(passage.getText())
                + Transcript.bytes(passage.getTitle())
                + Transcript.bytes(passage.getDocumentId());
    }

    private static long cost(long tokens, long priceOfMillion) {
        return priceOfMillion > 0 && tokens > Long.MAX_VALUE / priceOfMillion
                ? Long.MAX_VALUE
                : Math.ceilDiv(tokens * priceOfMillion, MILLION);
    }

    /** Whether a task may cost this much more than what is spent and set aside. */
    static boolean allows(Progress progress, long more) {
        Long maximum = progress.task().getMaxCostMicroUsd();
        if (maximum == null) {
            return true;
        }
        long committed = progress.usage().getCostMicroUsd() + progress.reserved();
        return more <= maximum - committed;
    }
}
