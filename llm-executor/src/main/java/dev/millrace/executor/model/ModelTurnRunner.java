package dev.millrace.executor.model;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.millrace.executor.http.ModelCall;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.TurnOutcome;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnRunner;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lets a model of langchain4j take turns. */
final class ModelTurnRunner implements TurnRunner {

    private final ChatModel model;
    private final Prompt prompt;
    private final CitationResolver citations;
    private final FailureClassifier failures;

    ModelTurnRunner(
            ChatModel model,
            Prompt prompt,
            CitationResolver citations,
            FailureClassifier failures) {
        this.model = model;
        this.prompt = prompt;
        this.citations = citations;
        this.failures = failures;
    }

    @Override
    public TurnOutcome run(Turn turn) throws InterruptedException {
        ChatRequest request = prompt.of(turn);
        ModelCall call = ModelCall.of(turn);
        ChatResponse response;
        try {
            response = call.run(() -> model.chat(request));
        } catch (RuntimeException e) {
            throwIfInterrupted(e);
            return failures.classify(e, call.answered());
        }
        return outcome(turn, request, response);
    }

    private TurnOutcome outcome(Turn turn, ChatRequest request, ChatResponse response) {
        String text = response.aiMessage().text();
        FinishReason reason = response.finishReason();
        if (text == null || text.isBlank()) {
            return reason == FinishReason.CONTENT_FILTER
                    ? failures.contentFilter("The answer was held back")
                    : failures.malformed("No text in the answer; finish reason " + reason);
        }
        TokenUsage usage = response.tokenUsage();
        return new Answered(
                text,
                citations.resolve(text, turn.passages()),
                nameOf(response, request),
                reason == null ? "stop" : reason.name().toLowerCase(Locale.ROOT),
                usage == null ? 0 : count(usage.inputTokenCount()),
                usage == null ? 0 : count(usage.outputTokenCount()));
    }

    private static String nameOf(ChatResponse response, ChatRequest request) {
        String name = response.modelName();
        return name == null || name.isBlank() ? request.modelName() : name;
    }

    private static long count(@Nullable Integer tokens) {
        return tokens == null ? 0 : tokens;
    }

    private static void throwIfInterrupted(RuntimeException failure) throws InterruptedException {
        // Whoever noticed the interrupt deep inside has set the flag again.
        if (Thread.interrupted()) {
            InterruptedException interrupted = new InterruptedException("The call was broken off");
            interrupted.initCause(failure);
            throw interrupted;
        }
    }
}
