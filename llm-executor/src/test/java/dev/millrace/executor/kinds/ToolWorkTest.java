package dev.millrace.executor.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.Failure;
import dev.millrace.FailureClass;
import dev.millrace.RecordPlace;
import dev.millrace.StepCompleted;
import dev.millrace.StepKind;
import dev.millrace.ToolRequested;
import dev.millrace.ToolReturn;
import dev.millrace.executor.engine.WorkKind.Call;
import dev.millrace.executor.engine.WorkKind.Lane;
import dev.millrace.executor.engine.WorkKind.Outcome;
import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.ToolCall;
import dev.millrace.executor.work.ToolOutcome;
import dev.millrace.executor.work.ToolOutcome.Broken;
import dev.millrace.executor.work.ToolOutcome.Returned;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.TrustedAvroClasses;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolWorkTest {

    static {
        TrustedAvroClasses.install();
    }

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Call CALL = new Call("call-1", NOW.minusSeconds(2), 0, 0);

    private final List<ToolCall> calls = new ArrayList<>();

    @Test
    void theRunnerSeesTheCallAsItWasAskedFor() throws Exception {
        work(Returned.of("42")).perform(request(), CALL);

        ToolCall call = calls.getFirst();
        assertThat(call.idempotencyKey()).isEqualTo("task/2.1");
        assertThat(call.tool()).isEqualTo("calculator");
        assertThat(call.arguments()).isEqualTo("{\"expression\": \"6*7\"}");
        assertThat(call.roles()).containsExactly("analyst");
        assertThat(call.chunks()).containsExactly(new ToolCall.Place(3, 17));
        assertThat(call.timeout()).isEqualTo(Duration.ofSeconds(9));
        assertThat(call.deadline()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void theTimeOfAnAttemptRunsFromItsRequest() throws Exception {
        ToolRequested waited =
                ToolRequested.newBuilder(request()).setRequestedAt(NOW.minusSeconds(6)).build();
        ToolWork work = work(Returned.of("42"));
        work.perform(waited, CALL);

        assertThat(calls.getFirst().timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(work.startBefore(waited)).contains(NOW.plusSeconds(3));
    }

    @Test
    void aResultIsReportedWithCallAndTarget() throws Exception {
        Outcome<StepCompleted> outcome = work(Returned.of("42")).perform(request(), CALL);

        assertThat(outcome.result()).isEqualTo("ok");
        StepCompleted event = outcome.event();
        assertThat(event.getKind()).isEqualTo(StepKind.tool);
        assertThat(event.getStep()).isEqualTo(2);
        assertThat(event.getCall()).isEqualTo(1);
        assertThat(event.getAttempt()).isEqualTo(3);
        assertThat(event.getCallId()).isEqualTo("call-1");
        assertThat(event.getTarget()).isEqualTo("calculator");
        assertThat(event.getCompletedAt()).isEqualTo(NOW);
        assertThat(event.getResult()).isEqualTo(new ToolReturn("42", false, ""));
    }

    @Test
    void aToolsErrorIsAResultToo() throws Exception {
        Outcome<StepCompleted> outcome =
                work(Returned.error("http-404", "not there")).perform(request(), CALL);

        assertThat(outcome.result()).isEqualTo("http-404");
        assertThat(outcome.event().getResult())
                .isEqualTo(new ToolReturn("not there", true, "http-404"));
    }

    @Test
    void whatBrokeIsAFailure() throws Exception {
        Outcome<StepCompleted> outcome =
                work(Broken.during(
                                FailureKind.RATE_LIMITED.failed(
                                        "slow down", Duration.ofSeconds(4))))
                        .perform(request(), CALL);

        assertThat(outcome.result()).isEqualTo("rate-limited");
        assertThat(outcome.event().getResult())
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> {
                            assertThat(failure.getFailureClass()).isEqualTo(FailureClass.retryable);
                            assertThat(failure.getRetryAfterMs()).isEqualTo(4000);
                        });
    }

    @Test
    void retriesHaveALaneWithABoundedShare() {
        assertThat(work(Returned.of("")).lanes())
                .containsExactly(
                        new Lane<>(Topics.TOOLS_REQUESTED, 1),
                        new Lane<>(Topics.TOOLS_REQUESTED_RETRY, 1, 0.25));
    }

    private ToolWork work(ToolOutcome outcome) {
        return new ToolWork(
                call -> {
                    calls.add(call);
                    return outcome;
                },
                0.25,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static ToolRequested request() {
        return ToolRequested.newBuilder()
                .setTaskId("task")
                .setTenantId("tenant")
                .setAgent("agent")
                .setStep(2)
                .setCall(1)
                .setAttempt(3)
                .setToolCallId("x")
                .setTool("calculator")
                .setArguments("{\"expression\": \"6*7\"}")
                .setRoles(List.of("analyst"))
                .setChunks(List.of(new RecordPlace(3, 17L)))
                .setDeadline(NOW.plusSeconds(60))
                .setTimeoutMs(9000)
                .setRequestedAt(NOW)
                .build();
    }
}
