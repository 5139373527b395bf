package dev.millrace.streams.agent;

import dev.millrace.Answer;
import dev.millrace.ClientTool;
import dev.millrace.Conversation;
import dev.millrace.TaskAdmitted;
import dev.millrace.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The calls of a turn when it calls tools of the caller.
 *
 * @param calls of the caller's tools, in their order: the caller makes them
 * @param dropped the others, which nobody makes
 */
record ClientCalls(List<ToolCall> calls, List<ToolCall> dropped) {

    /** The most bytes of all calls together, since they are kept with the task. */
    static final long MAX_BYTES = 96 * 1024;

    ClientCalls {
        calls = List.copyOf(calls);
        dropped = List.copyOf(dropped);
    }

    /** Those of an answer; none if it calls no tool of the caller. */
    static ClientCalls of(TaskAdmitted task, Answer answer) {
        Conversation conversation = task.getConversation();
        if (conversation == null || answer.getToolCalls().isEmpty()) {
            return new ClientCalls(List.of(), List.of());
        }
        Set<String> names =
                conversation.getTools().stream()
                        .map(ClientTool::getName)
                        .collect(Collectors.toSet());
        List<ToolCall> calls = new ArrayList<>();
        List<ToolCall> others = new ArrayList<>();
        for (ToolCall call : answer.getToolCalls()) {
            boolean first = calls.size() < Calls.MAX;
            (first && names.contains(call.getName()) ? calls : others).add(call);
        }
        return new ClientCalls(calls, calls.isEmpty() ? List.of() : others);
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    long size() {
        return calls.stream()
                .mapToLong(
                        call ->
                                Transcript.bytes(call.getId())
                                        + Transcript.bytes(call.getName())
                                        + Transcript.bytes(call.getArguments()))
                .sum();
    }

    /** What comes of the calls, for people. */
    String told() {
        String made = "The caller is to call " + names(calls);
        return dropped.isEmpty()
                ? made
                : made + "; the task ends with that, so not called: " + names(dropped);
    }

    private static String names(List<ToolCall> calls) {
        String names =
                calls.stream()
                        .limit(Calls.MAX)
                        .map(call -> Texts.cut(call.getName(), 200))
                        .collect(Collectors.joining(", "));
        return calls.size() <= Calls.MAX ? names : names + ", …";
    }
}
