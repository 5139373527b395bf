package dev.millrace.executor.model;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.millrace.executor.guard.Attempt;
import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnOutcome.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes an outcome of what a model said; its citations are resolved later. */
final class AnswerReader {

    private AnswerReader() {}

    /**
     * @param workId names the attempt at the step that was answered
     */
    static Attempt read(
            ChatResponse response, String modelAsked, String workId, FailureClassifier failures) {
        AiMessage message = response.aiMessage();
        Tokens tokens = TokenCounts.of(response.tokenUsage());
        String problem = problem(message, response.finishReason());
        if (!problem.isEmpty()) {
            FailureKind kind =
                    response.finishReason() == FinishReason.CONTENT_FILTER
                            ? FailureKind.CONTENT_FILTER
                            : FailureKind.MALFORMED;
            return Attempt.failed(
                    failures.failure(kind, problem).failed().withWasted(tokens), kind);
        }
        return Attempt.succeeded(
                new Answered(
                        orEmpty(message.text()),
                        List.of(),
                        orEmpty(response.modelName()).isBlank() ? modelAsked : response.modelName(),
                        name(response.finishReason()),
                        tokens,
                        toolCalls(message.toolExecutionRequests(), workId),
                        orEmpty(message.thinking())));
    }

    private static String problem(AiMessage message, @Nullable FinishReason reason) {
        if (orEmpty(message.text()).isBlank() && !message.hasToolExecutionRequests()) {
            return "No text in the answer; finish reason " + reason;
        }
        return message.toolExecutionRequests().stream()
                        .anyMatch(call -> orEmpty(call.name()).isBlank())
                ? "A tool call without a name"
                : "";
    }

    /** Not every provider gives its calls ids, but results have to find their calls. */
    private static List<Turn.ToolCall> toolCalls(
            List<ToolExecutionRequest> requests, String workId) {
        List<Turn.ToolCall> calls = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (ToolExecutionRequest request : requests) {
            String id = orEmpty(request.id());
            if (id.isBlank() || !ids.add(id)) {
                id = callId(workId, calls.size());
                ids.add(id);
            }
            String arguments = orEmpty(request.arguments());
            calls.add(
                    new Turn.ToolCall(id, request.name(), arguments.isBlank() ? "{}" : arguments));
        }
        return calls;
    }

    /**
     * A conversation may go over several tasks, so the id is one in all of them. Providers take 40
     * characters, of letters, digits and a few more.
     */
    private static String callId(String workId, int index) {
        byte[] name = (workId + "/" + index).getBytes(StandardCharsets.UTF_8);
        return "call_" + UUID.nameUUIDFromBytes(name).toString().replace("-", "");
    }

    private static String name(@Nullable FinishReason reason) {
        return switch (reason) {
            case null -> "stop";
            case STOP -> "stop";
            case LENGTH -> "length";
            case TOOL_EXECUTION -> "tool_calls";
            case CONTENT_FILTER -> "content_filter";
            case OTHER -> "other";
        };
    }

    private static String orEmpty(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
