package dev.millrace.executor.kinds;

import dev.millrace.Answer;
import dev.millrace.AssistantMessage;
import dev.millrace.Citation;
import dev.millrace.ModelPrice;
import dev.millrace.Passage;
import dev.millrace.TokensStreamed;
import dev.millrace.ToolCall;
import dev.millrace.ToolMessage;
import dev.millrace.TurnMessage;
import dev.millrace.TurnRequested;
import dev.millrace.Usage;
import dev.millrace.UserMessage;
import dev.millrace.agents.Price;
import dev.millrace.executor.engine.WorkKind;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.TurnOutcome;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnOutcome.Tokens;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Turns and answers between the events of the wire contract and our own types. */
final class TurnEvents {

    private TurnEvents() {}

    static Turn turn(TurnRequested work, Clock clock) {
        return new Turn(
                work.getTaskId(),
                work.getTenantId(),
                work.getAgent(),
                work.getStep(),
                work.getAttempt(),
                work.getModel(),
                work.getSystemPrompt(),
                work.getPrompt(),
                work.getPassages().stream().map(TurnEvents::passage).toList(),
                work.getTemperature(),
                work.getMaxOutputTokens(),
                work.getDeadline(),
                work.getHistory().stream().map(TurnEvents::message).toList(),
                work.getTools(),
                AttemptTime.left(work.getRequestedAt(), work.getTimeoutMs(), clock).orElse(null),
                ConversationEvents.conversation(work.getConversation()));
    }

    private static Turn.Passage passage(Passage passage) {
        return new Turn.Passage(
                passage.getNumber(),
                passage.getDocumentId(),
                passage.getTitle(),
                passage.getText(),
                passage.getScore());
    }

    static Turn.Message message(TurnMessage message) {
        return switch (message.getMessage()) {
            case AssistantMessage said ->
                    new Turn.Message.Said(
                            said.getText(),
                            said.getToolCalls().stream().map(TurnEvents::toolCall).toList());
            case ToolMessage returned ->
                    new Turn.Message.Returned(
                            returned.getToolCallId(),
                            returned.getName(),
                            returned.getContent(),
                            returned.getIsError());
            case UserMessage asked -> new Turn.Message.Asked(asked.getText());
            case Object other ->
                    throw new IllegalArgumentException("a message is no " + other.getClass());
        };
    }

    private static Turn.ToolCall toolCall(ToolCall call) {
        return new Turn.ToolCall(call.getId(), call.getName(), call.getArguments());
    }

    /** What the records of the words of a call have in common. */
    static TokensStreamed words(TurnRequested work, WorkKind.Call call) {
        return TokensStreamed.newBuilder()
                .setTaskId(work.getTaskId())
                .setTenantId(work.getTenantId())
                .setStep(work.getStep())
                .setAttempt(work.getAttempt())
                .setCallId(call.id())
                .setAt(call.startedAt())
                .build();
    }

    static Answer answer(Answered answered, TurnRequested work) {
        return Answer.newBuilder()
                .setText(answered.text())
                .setCitations(answered.citations().stream().map(TurnEvents::citation).toList())
                .setModel(answered.model())
                .setFinishReason(answered.finishReason())
                .setUsage(usage(answered.tokens(), work))
                .setToolCalls(answered.toolCalls().stream().map(TurnEvents::toolCall).toList())
                .setReasoning(answered.reasoning())
                .build();
    }

    static Usage usage(Tokens tokens, TurnRequested work) {
        return Usage.newBuilder()
                .setInputTokens(tokens.input())
                .setCachedInputTokens(tokens.cachedInput())
                .setOutputTokens(tokens.output())
                .setCostMicroUsd(cost(tokens, work.getPrice()))
                .build();
    }

    /** The price is that of the moment of admission; an unknown one counts as nothing. */
    private static long cost(Tokens tokens, @Nullable ModelPrice price) {
        return price == null
                ? 0
                : new Price(
                                price.getInputMicroUsd(),
                                price.getCachedInputMicroUsd(),
                                price.getOutputMicroUsd())
                        .costMicroUsd(tokens.input(), tokens.cachedInput(), tokens.output());
    }

    private static ToolCall toolCall(Turn.ToolCall call) {
        return ToolCall.newBuilder()
                .setId(call.id())
                .setName(call.name())
                .setArguments(call.arguments())
                .build();
    }

    private static Citation citation(TurnOutcome.Citation citation) {
        return Citation.newBuilder()
                .setDocumentId(citation.documentId())
                .setQuote(citation.quote())
                .setScore(citation.score())
                .build();
    }
}
