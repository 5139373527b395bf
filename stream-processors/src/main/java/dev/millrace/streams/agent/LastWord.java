package dev.millrace.streams.agent;

import dev.millrace.Answer;
import dev.millrace.Citation;
import dev.millrace.ToolCall;
import java.util.List;

/**
 * What a task completes with.
 *
 * @param degraded whether another model than the first one said it
 * @param toolCalls those that the caller is to make
 * @param finishReason why the model stopped; empty when none did
 */
record LastWord(
        String text,
        List<Citation> citations,
        String model,
        boolean degraded,
        List<ToolCall> toolCalls,
        String finishReason) {

    private static final String TOOL_CALLS = "tool_calls";

    LastWord {
        citations = List.copyOf(citations);
        toolCalls = List.copyOf(toolCalls);
    }

    static LastWord of(Answer answer, ClientCalls clients, boolean degraded) {
        return new LastWord(
                answer.getText(),
                answer.getCitations(),
                answer.getModel(),
                degraded,
                clients.calls(),
                clients.isEmpty() ? answer.getFinishReason() : TOOL_CALLS);
    }

    /** No model could answer, and the agent has a text for that. */
    static LastWord ofAgent(String text) {
        return new LastWord(text, List.of(), ModelChain.STATIC, true, List.of(), "");
    }
}
