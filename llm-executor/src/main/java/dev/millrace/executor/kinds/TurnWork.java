package dev.millrace.executor.kinds;

import dev.millrace.StepCompleted;
import dev.millrace.StepKind;
import dev.millrace.TurnRequested;
import dev.millrace.Usage;
import dev.millrace.eventruntime.logging.PromptLog;
import dev.millrace.executor.engine.CallSpan;
import dev.millrace.executor.engine.WorkKind;
import dev.millrace.executor.tokens.StreamedCall;
import dev.millrace.executor.tokens.TokenStreams;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.TurnOutcome;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnOutcome.Failed;
import dev.millrace.executor.work.TurnRunner;
import dev.millrace.executor.work.Words;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Model turns, in a lane for each priority and one for what is tried again. */
public final class TurnWork implements WorkKind<TurnRequested, StepCompleted> {

    public static final String NAME = "turn";

    private final TurnRunner runner;
    private final LaneWeights weights;
    private final double retryShare;
    private final TokenStreams tokens;
    private final Clock clock;

    /**
     * @param retryShare the most that turns that are tried again get of the slots
     * @param tokens tell the words of those turns of which they are wanted
     */
    public TurnWork(
            TurnRunner runner,
            LaneWeights weights,
            double retryShare,
            TokenStreams tokens,
            Clock clock) {
        this.runner = runner;
        this.weights = weights;
        this.retryShare = retryShare;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Lane<TurnRequested>> lanes() {
        return List.of(
                new Lane<>(Topics.TURNS_REQUESTED_HIGH, weights.high()),
                new Lane<>(Topics.TURNS_REQUESTED_NORMAL, weights.normal()),
                new Lane<>(Topics.TURNS_REQUESTED_LOW, weights.low()),
                new Lane<>(Topics.TURNS_REQUESTED_RETRY, weights.retry(), retryShare));
    }

    @Override
    public Topic<String, StepCompleted> outcomes() {
        return Topics.STEPS_COMPLETED;
    }

    @Override
    public String taskId(TurnRequested work) {
        return work.getTaskId();
    }

    @Override
    public String tenantId(TurnRequested work) {
        return work.getTenantId();
    }

    @Override
    public Instant deadline(TurnRequested work) {
        return work.getDeadline();
    }

    @Override
    public Optional<Instant> startBefore(TurnRequested work) {
        return AttemptTime.end(work.getRequestedAt(), work.getTimeoutMs());
    }

    @Override
    public Traits traits(TurnRequested work) {
        return new Traits(
                work.getAgent(),
                runner.target(work.getModel()),
                work.getStep(),
                work.getAttempt(),
                work.getStep() == 1 && work.getAttempt() == 1);
    }

    @Override
    public Outcome<StepCompleted> perform(TurnRequested work, Call call)
            throws InterruptedException {
        PromptLog.show("prompt", work.getPrompt());
        Turn turn = TurnEvents.turn(work, clock);
        TurnOutcome outcome =
                work.getStream()
                        ? tokens.telling(
                                TurnEvents.words(work, call), new StreamedTurn(runner, turn))
                        : runner.run(turn);
        return switch (outcome) {
            case Answered answered -> {
                PromptLog.show("answer", answered.text());
                yield new Outcome<>(
                        event(work, call, TurnEvents.answer(answered, work), null),
                        Outcome.OK,
                        answered.tokens());
            }
            case Failed failed -> failed(work, call, failed);
        };
    }

    @Override
    public CallSpan span(TurnRequested work, Outcome<StepCompleted> outcome) {
        return CallSpans.turn(work, outcome.event(), runner.asked(work.getModel()));
    }

    @Override
    public Outcome<StepCompleted> failed(TurnRequested work, Call call, Failed failure) {
        return new Outcome<>(
                event(
                        work,
                        call,
                        Failures.event(failure),
                        failure.wasted().map(used -> TurnEvents.usage(used, work)).orElse(null)),
                failure.type(),
                failure.wastedOrNull());
    }

    private StepCompleted event(
            TurnRequested work, Call call, Object result, @Nullable Usage wasted) {
        return StepCompleted.newBuilder()
                .setTaskId(work.getTaskId())
                .setTenantId(work.getTenantId())
                .setStep(work.getStep())
                .setAttempt(work.getAttempt())
                .setKind(StepKind.turn)
                .setCallId(call.id())
                .setStartedAt(call.startedAt())
                .setCompletedAt(clock.instant())
                .setResult(result)
                .setTarget(runner.target(work.getModel()))
                .setWasted(wasted)
                .build();
    }

    private record StreamedTurn(TurnRunner runner, Turn turn) implements StreamedCall<TurnOutcome> {

        @Override
        public TurnOutcome make(Words words) throws InterruptedException {
            return runner.run(turn, words);
        }

        @Override
        public String text(TurnOutcome outcome) {
            return switch (outcome) {
                case Answered answered -> answered.text();
                case Failed _ -> "";
            };
        }
    }
}
