package dev.millrace.simulatedllm;

import java.util.List;

/**
 * What the simulated model says: a text, tool calls, or both.
 *
 * @param text the text, empty for none
 * @param reasoning what it says of its reasons, empty for none
 * @param toolCalls the tools it asks for
 */
record Reply(String text, String reasoning, List<ToolCall> toolCalls) {

    Reply {
        toolCalls = List.copyOf(toolCalls);
    }

    static Reply of(String text) {
        return new Reply(text, "", List.of());
    }

    String finishReason() {
        return toolCalls.isEmpty() ? "stop" : "tool_calls";
    }

    long tokens() {
        long tokens = Tokens.in(text) + Tokens.in(reasoning);
        for (ToolCall call : toolCalls) {
            tokens += Tokens.in(call.name()) + Tokens.in(call.arguments());
        }
        return tokens;
    }
}
