package dev.millrace.executor.kinds;

import dev.millrace.RecordPlace;
import dev.millrace.StepCompleted;
import dev.millrace.StepKind;
import dev.millrace.ToolRequested;
import dev.millrace.ToolReturn;
import dev.millrace.eventruntime.logging.PromptLog;
import dev.millrace.executor.engine.CallSpan;
import dev.millrace.executor.engine.WorkKind;
import dev.millrace.executor.work.ToolCall;
import dev.millrace.executor.work.ToolOutcome.Broken;
import dev.millrace.executor.work.ToolOutcome.Returned;
import dev.millrace.executor.work.ToolRunner;
import dev.millrace.executor.work.TurnOutcome.Failed;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tool calls, in two lanes. */
public final class ToolWork implements WorkKind<ToolRequested, StepCompleted> {

    public static final String NAME = "tool";

    private final ToolRunner runner;
    private final double retryShare;
    private final Clock clock;

    /**
     * @param retryShare the most that calls which are tried again get of slots and memory
     */
    public ToolWork(ToolRunner runner, double retryShare, Clock clock) {
        this.runner = runner;
        this.retryShare = retryShare;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Lane<ToolRequested>> lanes() {
        return List.of(
                new Lane<>(Topics.TOOLS_REQUESTED, 1),
                new Lane<>(Topics.TOOLS_REQUESTED_RETRY, 1, retryShare));
    }

    @Override
    public Topic<String, StepCompleted> outcomes() {
        return Topics.STEPS_COMPLETED;
    }

    @Override
    public String taskId(ToolRequested work) {
        return work.getTaskId();
    }

    @Override
    public String tenantId(ToolRequested work) {
        return work.getTenantId();
    }

    @Override
    public Instant deadline(ToolRequested work) {
        return work.getDeadline();
    }

    @Override
    public Optional<Instant> startBefore(ToolRequested work) {
        return AttemptTime.end(work.getRequestedAt(), work.getTimeoutMs());
    }

    @Override
    public Traits traits(ToolRequested work) {
        return new Traits(
                work.getAgent(), work.getTool(), work.getStep(), work.getAttempt(), false);
    }

    @Override
    public Outcome<StepCompleted> perform(ToolRequested work, Call call)
            throws InterruptedException {
        PromptLog.show("arguments of " + work.getTool(), work.getArguments());
        return switch (runner.run(toolCall(work))) {
            case Returned returned -> {
                PromptLog.show("result of " + work.getTool(), returned.content());
                yield new Outcome<>(
                        event(work, call, toolReturn(returned)),
                        returned.isError() ? returned.errorType() : Outcome.OK);
            }
            case Broken(Failed failure, _) -> failed(work, call, failure);
        };
    }

    @Override
    public CallSpan span(ToolRequested work, Outcome<StepCompleted> outcome) {
        return CallSpans.tool(work);
    }

    @Override
    public Outcome<StepCompleted> failed(ToolRequested work, Call call, Failed failure) {
        return new Outcome<>(event(work, call, Failures.event(failure)), failure.type());
    }

    private StepCompleted event(ToolRequested work, Call call, Object result) {
        return StepCompleted.newBuilder()
                .setTaskId(work.getTaskId())
                .setTenantId(work.getTenantId())
                .setStep(work.getStep())
                .setCall(work.getCall())
                .setAttempt(work.getAttempt())
                .setKind(StepKind.tool)
                .setTarget(work.getTool())
                .setCallId(call.id())
                .setStartedAt(call.startedAt())
                .setCompletedAt(clock.instant())
                .setResult(result)
                .build();
    }

    private static ToolReturn toolReturn(Returned returned) {
        return ToolReturn.newBuilder()
                .setContent(returned.content())
                .setIsError(returned.isError())
                .setErrorType(returned.errorType())
                .build();
    }

    private ToolCall toolCall(ToolRequested work) {
        return new ToolCall(
                work.getTaskId(),
                work.getTenantId(),
                work.getUserId(),
                work.getAgent(),
                work.getStep(),
                work.getCall(),
                work.getAttempt(),
                work.getTool(),
                work.getArguments(),
                work.getRoles(),
                work.getChunks().stream().map(ToolWork::place).toList(),
                work.getDeadline(),
                AttemptTime.left(work.getRequestedAt(), work.getTimeoutMs(), clock)
                        .orElse(Duration.ZERO));
    }

    private static ToolCall.Place place(RecordPlace place) {
        return new ToolCall.Place(place.getPartition(), place.getOffset());
    }
}
