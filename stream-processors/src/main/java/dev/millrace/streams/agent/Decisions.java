package dev.millrace.streams.agent;

import dev.millrace.Answer;
import dev.millrace.AssistantMessage;
import dev.millrace.Failure;
import dev.millrace.StepCompleted;
import dev.millrace.StepDecision;
import dev.millrace.StepKind;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskError;
import dev.millrace.Timeout;
import dev.millrace.ToolCall;
import dev.millrace.ToolMessage;
import dev.millrace.ToolReturn;
import dev.millrace.TurnMessage;
import dev.millrace.Usage;
import dev.millrace.streams.agent.AgentState.AwaitingTools;
import dev.millrace.streams.agent.AgentState.AwaitingTurn;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The decision records: what an agent did in a step and why. */
final class Decisions {

    /** The most bytes of each text of a record. */
    static final int MAX_TEXT = 8 * 1024;

    private static final String ANSWER = "answer";
    private static final String CALL_TOOLS = "call_tools";

    private Decisions() {}

    static StepDecision answered(
            AwaitingTurn turn, StepCompleted outcome, Answer answer, ClientCalls clients) {
        boolean calls = !answer.getToolCalls().isEmpty();
        String reasoning =
                answer.getReasoning().isBlank() && calls ? answer.getText() : answer.getReasoning();
        return ofOutcome(outcome, answer.getUsage())
                .setInput(cut(input(turn)))
                .setReasoning(cut(reasoning))
                .setAction(calls ? CALL_TOOLS : ANSWER)
                .setParameters(calls ? cut(parameters(answer.getToolCalls())) : "")
                .setResult(cut(clients.isEmpty() ? answer.getText() : clients.told()))
                .setTarget(outcome.getTarget().isBlank() ? answer.getModel() : outcome.getTarget())
                .build();
    }

    static StepDecision failed(AwaitingTurn turn, StepCompleted outcome, TaskError error) {
        return ofOutcome(outcome, outcome.getWasted())
                .setKind(StepKind.turn)
                .setInput(cut(input(turn)))
                .setAction(ANSWER)
                .setTarget(target(outcome, turn))
                .setError(error)
                .build();
    }

    private static String target(StepCompleted outcome, AwaitingTurn turn) {
        return outcome.getTarget().isBlank()
                ? ModelChain.at(turn.progress().task().getAgent(), turn.turn().model()).getName()
                : outcome.getTarget();
    }

    /**
     * @param content what the model will read
     * @param error why the tool failed; absent when it did not
     */
    static StepDecision called(
            AwaitingTools tools, StepCompleted outcome, String content, @Nullable TaskError error) {
        ToolCall call = tools.transcript().calls().get(outcome.getCall());
        return ofOutcome(outcome, outcome.getWasted())
                .setKind(StepKind.tool)
                .setCall(outcome.getCall())
                .setAction(cut(call.getName()))
                .setParameters(cut(call.getArguments()))
                .setResult(cut(content))
                .setTarget(cut(call.getName()))
                .setError(error)
                .build();
    }

    /** A tool call that was not made. */
    static StepDecision refused(int index, ToolCall call, String content, String errorType) {
        return StepDecision.newBuilder()
                .setKind(StepKind.tool)
                .setCall(index)
                .setAction(cut(call.getName()))
                .setParameters(cut(call.getArguments()))
                .setResult(cut(content))
                .setTarget(cut(call.getName()))
                .setError(new TaskError(errorType, "The tool was not called", cut(content)))
                .build();
    }

    private static StepDecision.Builder ofOutcome(StepCompleted outcome, @Nullable Usage usage) {
        boolean timedOut = outcome.getResult() instanceof Timeout;
        return StepDecision.newBuilder()
                .setCallId(outcome.getCallId())
                .setKind(outcome.getKind())
                .setAttempt(outcome.getAttempt())
                .setUsage(usage)
                .setStartedAt(outcome.getStartedAt())
                .setLatencyMs(
                        timedOut
                                ? 0
                                : Duration.between(outcome.getStartedAt(), outcome.getCompletedAt())
                                        .toMillis());
    }

    /** Why a tool failed; absent when it did not. */
    static @Nullable TaskError errorOf(ToolReturn returned) {
        return returned.getIsError()
                ? new TaskError(
                        returned.getErrorType().isBlank() ? "tool" : returned.getErrorType(),
                        "The tool failed",
                        Texts.cut(returned.getContent(), 1_000))
                : null;
    }

    static TaskError errorOf(Failure failure) {
        return TaskErrors.of(failure);
    }

    /** The last message before a turn. */
    private static String input(AwaitingTurn turn) {
        TaskAdmitted task = turn.progress().task();
        List<TurnMessage> history = Conversations.history(task, turn.transcript());
        if (history.isEmpty()) {
            return task.getPrompt();
        }
        return switch (history.getLast().getMessage()) {
            case ToolMessage message -> message.getContent();
            case AssistantMessage message -> message.getText();
            default -> "";
        };
    }

    private static String parameters(List<ToolCall> calls) {
        return calls.stream()
                .limit(Calls.MAX)
                .map(
                        call ->
                                "{\"name\":"
                                        + Texts.json(call.getName())
                                        + ",\"arguments\":"
                                        + Texts.json(call.getArguments())
                                        + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String cut(String text) {
        return Texts.cut(text, MAX_TEXT);
    }
}
