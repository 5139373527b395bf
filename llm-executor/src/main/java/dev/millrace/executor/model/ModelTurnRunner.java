package dev.millrace.executor.model;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.millrace.eventruntime.logging.FailureText;
import dev.millrace.executor.guard.Attempt;
import dev.millrace.executor.http.ModelCall;
import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.ModelName;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.TurnOutcome;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnOutcome.Citation;
import dev.millrace.executor.work.TurnRunner;
import dev.millrace.executor.work.Words;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets models of langchain4j take turns, each behind its guard and within its time. */
final class ModelTurnRunner implements TurnRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ModelTurnRunner.class);

    private final ModelEndpoints endpoints;
    private final Prompt prompt;
    private final CitationResolver citations;
    private final ModelMeter meter;
    private final Clock clock;

    ModelTurnRunner(
            ModelEndpoints endpoints,
            Prompt prompt,
            CitationResolver citations,
            ModelMeter meter,
            Clock clock) {
        this.endpoints = endpoints;
        this.prompt = prompt;
        this.citations = citations;
        this.meter = meter;
        this.clock = clock;
    }

    @Override
    public TurnOutcome run(Turn turn) throws InterruptedException {
        return run(turn, Words.UNWANTED);
    }

    @Override
    public TurnOutcome run(Turn turn, Words words) throws InterruptedException {
        ModelTarget target = endpoints.find(turn.model());
        ChatRequest request = prompt.of(turn, target.model(), target.endpoint().models().style());
        TurnOutcome outcome =
                target.guard()
                        .run(
                                () ->
                                        meter.measured(
                                                target,
                                                () -> attempt(turn, request, target, words)));
        return outcome instanceof Answered answered && answered.toolCalls().isEmpty()
                ? answered.citing(citations(turn, answered))
                : outcome;
    }

    @Override
    public String target(String model) {
        return model.isBlank() ? endpoints.find(model).model() : model;
    }

    @Override
    public ModelName asked(String model) {
        return new ModelName(endpoints.find(model).endpoint().provider(), target(model));
    }

    private Attempt attempt(Turn turn, ChatRequest request, ModelTarget target, Words words)
            throws InterruptedException {
        TimeLimit limit = TimeLimit.of(turn, target.endpoint().timeout(), clock.instant());
        ModelCall call = ModelCall.of(turn, limit.time());
        ProviderModels models = target.endpoint().models();
        ChatResponse response;
        try {
            response =
                    call.run(
                            () ->
                                    words.wanted()
                                            ? StreamedAnswer.to(request, models, words, call)
                                            : models.plain().chat(request));
        } catch (RuntimeException e) {
            throwIfInterrupted(e);
            return failed(target.endpoint().failures(), e, call, limit);
        }
        return AnswerReader.read(
                response, target.model(), turn.workId(), target.endpoint().failures());
    }

    private static Attempt failed(
            FailureClassifier failures, RuntimeException e, ModelCall call, TimeLimit limit) {
        CallFailure classified = failures.classify(e, call.isAnswered());
        CallFailure failure =
                call.used().flatMap(TokenCounts::of).map(classified::withWasted).orElse(classified);
        // A model is not ill because a task had no time left for it.
        return failure.kind() == FailureKind.TIMEOUT && limit.cut()
                ? Attempt.untold(failure.failed())
                : Attempt.failed(failure.failed(), failure.kind());
    }

    /** An answer that was paid for is not lost because its citations cannot be found. */
    private List<Citation> citations(Turn turn, Answered answered) {
        try {
            return citations.resolve(answered.text(), turn.passages());
        } catch (RuntimeException e) {
            // Also when the call is broken off here: it has ended, and its cost must be told.
            boolean interrupted = Thread.interrupted();
            LOG.warn("No citations (interrupted: {}): {}", interrupted, FailureText.of(e));
            return List.of();
        }
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
