package dev.millrace.gateway.view;

import dev.millrace.Citation;
import dev.millrace.TaskError;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.ToolCall;
import dev.millrace.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the view keeps of a result: everything, cut so that a task stays under 512 KiB in the store.
 */
final class TaskContent {

    static final int MAX_TEXT_CHARS = 100_000;
    private static final int MAX_QUOTE_CHARS = 4_096;
    private static final int MAX_CITATIONS_CHARS = 60_000;
    private static final int MAX_TOOL_CALLS = 32;
    private static final int MAX_NAME_CHARS = 512;
    private static final int MAX_DETAIL_CHARS = 4_096;

    private TaskContent() {}

    static TaskStatus.@Nullable Result result(TaskResult result) {
        if (result.getState() != TaskState.completed) {
            return null;
        }
        List<TaskStatus.ToolCall> calls = toolCalls(result.getToolCalls());
        return new TaskStatus.Result(
                cut(result.getText(), MAX_TEXT_CHARS - chars(calls)),
                citations(result.getCitations()),
                cut(result.getModel(), MAX_NAME_CHARS),
                result.getDegraded(),
                calls,
                cut(result.getFinishReason(), MAX_NAME_CHARS));
    }

    /** Whether a text that is kept beside some calls may be only the start of what it was. */
    static boolean mayBeCut(String kept, List<TaskStatus.ToolCall> calls) {
        // A character that takes two is left out whole.
        return kept.length() >= MAX_TEXT_CHARS - chars(calls) - 1;
    }

    private static int chars(List<TaskStatus.ToolCall> calls) {
        return calls.stream().mapToInt(call -> call.arguments().length()).sum();
    }

    /** Half a call is no call: those that do not fit are left out. */
    private static List<TaskStatus.ToolCall> toolCalls(List<ToolCall> all) {
        List<TaskStatus.ToolCall> kept = new ArrayList<>();
        int chars = 0;
        for (ToolCall call : all) {
            chars += call.getArguments().length();
            if (chars > MAX_TEXT_CHARS || kept.size() == MAX_TOOL_CALLS) {
                break;
            }
            kept.add(
                    new TaskStatus.ToolCall(
                            cut(call.getId(), MAX_NAME_CHARS),
                            cut(call.getName(), MAX_NAME_CHARS),
                            call.getArguments()));
        }
        return List.copyOf(kept);
    }

    static TaskStatus.@Nullable Usage usage(@Nullable Usage usage) {
        return usage == null
                ? null
                : new TaskStatus.Usage(
                        usage.getInputTokens(),
                        usage.getOutputTokens(),
                        usage.getCostMicroUsd(),
                        usage.getCachedInputTokens());
    }

    static TaskStatus.Problem problem(TaskError error) {
        return new TaskStatus.Problem(
                cut(error.getType(), MAX_NAME_CHARS),
                cut(error.getTitle(), MAX_NAME_CHARS),
                cut(error.getDetail(), MAX_DETAIL_CHARS));
    }

    private static List<TaskStatus.Citation> citations(List<Citation> all) {
        List<TaskStatus.Citation> kept = new ArrayList<>();
        int chars = 0;
        for (Citation citation : all) {
            TaskStatus.Citation cut = citation(citation);
            chars += cut.documentId().length() + cut.quote().length();
            if (chars > MAX_CITATIONS_CHARS) {
                break;
            }
            kept.add(cut);
        }
        return List.copyOf(kept);
    }

    private static TaskStatus.Citation citation(Citation citation) {
        return new TaskStatus.Citation(
                cut(citation.getDocumentId(), MAX_NAME_CHARS),
                cut(citation.getQuote(), MAX_QUOTE_CHARS),
                citation.getScore());
    }

    static String cut(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        boolean halves = limit > 0 && Character.isHighSurrogate(text.charAt(limit - 1));
        int end = halves ? limit - 1 : limit;
        return text.substring(0, end);
    }
}
