package dev.millrace.executor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.executor.guard.CallGuards;
import dev.millrace.executor.guard.Guards;
import dev.millrace.executor.work.ToolSpecifications;
import dev.millrace.executor.work.ToolSpecifications.ToolSpecification;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.Turn.Message.Returned;
import dev.millrace.executor.work.Turn.Message.Said;
import dev.millrace.executor.work.TurnOutcome;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnOutcome.Failed;
import dev.millrace.executor.work.TurnRunner;
import dev.millrace.simulatedllm.FaultRates;
import dev.millrace.simulatedllm.ReplyScript;
import dev.millrace.simulatedllm.SimulatedModelServer;
import dev.millrace.simulatedllm.SimulationConfig;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulatedModelTest {

    private static final SimulationConfig FAST =
            SimulationConfig.DEFAULT.withLatency(Duration.ofMillis(5));
    private static final FaultRates LIMITED = new FaultRates(1, 0, 0, 0, 0);
    private static final FaultRates ERRORS = new FaultRates(0, 1, 0, 0, 0);
    private static final FaultRates HANGS = new FaultRates(0, 0, 1, 0, 0);
    private static final FaultRates MALFORMED = new FaultRates(0, 0, 0, 1, 0);
    private static final FaultRates CUTS = new FaultRates(0, 0, 0, 0, 1);

    private static final ToolSpecifications TOOLS =
            names ->
                    names.stream()
                            .map(name -> new ToolSpecification(name, "A tool.", "{}"))
                            .toList();

    private SimulatedModelServer server;

    @BeforeEach
    void start() throws IOException {
        server = SimulatedModelServer.start(FAST);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void toolCallsReachTheCallerAndTheirResultsTheModel() throws Exception {
        server.configure(
                FAST.withScript(
                        ReplyScript.parse(
                                """
                                - turn: 1
                                  reasoning: Two things are to be found out.
                                  toolCalls:
                                    - name: forecast
                                      arguments: {city: Berlin}
                                    - name: current_time
                                - text: It is $tool1 at $tool2.
                                """)));
        Turn first =
                Turns.with(
                        Turns.asking("What is the weather?"),
                        List.of("forecast", "current_time"),
                        List.of());

        Answered calling = (Answered) runner().run(first);
        assertThat(calling.finishReason()).isEqualTo("tool_calls");
        assertThat(calling.text()).isEmpty();
        assertThat(calling.reasoning()).isEqualTo("Two things are to be found out.");
        assertThat(calling.tokens().output()).isPositive();
        List<Turn.ToolCall> calls = calling.toolCalls();
        assertThat(calls)
                .extracting(Turn.ToolCall::name)
                .containsExactly("forecast", "current_time");
        assertThat(calls.getFirst().arguments()).isEqualTo("{\"city\":\"Berlin\"}");
        assertThat(calls).extracting(Turn.ToolCall::id).doesNotHaveDuplicates();

        Turn second =
                Turns.with(
                        first,
                        first.tools(),
                        List.of(
                                new Said("", calls),
                                new Returned(calls.get(0).id(), "forecast", "sunny", false),
                                new Returned(calls.get(1).id(), "current_time", "noon", false)));
        assertThat(runner().run(second))
                .isInstanceOfSatisfying(
                        Answered.class,
                        answered -> {
                            assertThat(answered.text()).isEqualTo("It is sunny at noon.");
                            assertThat(answered.toolCalls()).isEmpty();
                            assertThat(answered.finishReason()).isEqualTo("stop");
                        });
    }

    @Test
    void everyFaultHasItsType() throws Exception {
        assertThat(with(ERRORS).type()).isEqualTo("http-500");
        assertThat(with(HANGS).type()).isEqualTo("timeout");
        assertThat(with(MALFORMED).type()).isEqualTo("malformed");
        assertThat(with(CUTS).type()).isEqualTo("connection");
        server.configure(FAST.withFaults(LIMITED).withRetryAfter(Duration.ofMillis(3_200)));
        assertThat(runner().run(Turns.asking("Why?")))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.type()).isEqualTo("rate-limited");
                            assertThat(failed.retryAfter()).contains(Duration.ofMillis(3_200));
                        });
    }

    private Failed with(FaultRates faults) throws InterruptedException {
        server.configure(FAST.withFaults(faults));
        Failed failed = (Failed) runner().run(Turns.asking("Why?"));
        assertThat(failed.retryable()).as(failed.type()).isTrue();
        return failed;
    }

    @Test
    void aCallThatIsBrokenOffClosesItsConnection() throws Exception {
        server.configure(FAST.withFaults(HANGS));
        TurnRunner runner = runner(Duration.ofMinutes(1));
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                runner.run(Turns.asking("Why?"));
                            } catch (Throwable e) {
                                thrown.set(e);
                            }
                        });
        await().until(() -> server.stats().inFlight() == 1);

        caller.interrupt();

        caller.join(Duration.ofSeconds(5));
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        await().until(() -> server.stats().abandoned() == 1 && server.stats().inFlight() == 0);
    }

    @Test
    void aTurnsOwnTimeoutHoldsInsteadOfTheSetOne() throws Exception {
        server.configure(FAST.withFaults(HANGS));
        Turn turn = Turns.asking("Why?");

        TurnOutcome outcome =
                runner(Duration.ofMinutes(1))
                        .run(Turns.within(turn, turn.deadline(), Duration.ofSeconds(2)));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.type()).isEqualTo("timeout");
                            assertThat(failed.detail()).contains("PT2S");
                        });
        await().until(() -> server.stats().abandoned() == 1);
    }

    @Test
    void noCallOutlastsTheDeadline() throws Exception {
        server.configure(FAST.withFaults(HANGS));

        TurnOutcome outcome =
                runner(Duration.ofMinutes(1))
                        .run(
                                Turns.within(
                                        Turns.asking("Why?"),
                                        Instant.now().plusMillis(150),
                                        Duration.ofMinutes(1)));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.type()).isEqualTo("timeout"));
        await().until(() -> server.stats().abandoned() == 1);
    }

    @Test
    void aModelThatIsDownIsLeftAloneUntilAProbeSucceeds() throws Exception {
        TurnRunner runner = runner(Guards.opening(4, Duration.ofMillis(300)));
        server.configure(FAST.withFaults(ERRORS));
        for (int i = 0; i < 20; i++) {
            runner.run(Turns.asking("Why?"));
        }
        assertThat(server.stats().calls()).isEqualTo(4);
        assertThat(runner.run(Turns.asking("Why?")))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.type()).isEqualTo("breaker-open");
                            assertThat(failed.retryAfter().orElseThrow())
                                    .isPositive()
                                    .isLessThanOrEqualTo(Duration.ofMillis(300));
                        });

        server.configure(FAST);

        await().until(() -> runner.run(Turns.asking("Why?")) instanceof Answered);
        assertThat(server.stats().calls()).isEqualTo(5);
        assertThat(runner.run(Turns.asking("Why?"))).isInstanceOf(Answered.class);
    }

    @Test
    void tasksWithoutTimeLeftDoNotMakeAModelLookIll() throws Exception {
        TurnRunner runner = runner(Guards.opening(2, Duration.ofMinutes(1)));
        server.configure(FAST.withLatency(Duration.ofMillis(300)));
        for (int i = 0; i < 4; i++) {
            Turn late = Turns.within(Turns.asking("Why?"), Instant.now().plusMillis(30), null);
            assertThat(runner.run(late)).isInstanceOf(Failed.class);
        }

        assertThat(runner.run(Turns.asking("Why?"))).isInstanceOf(Answered.class);
    }

    private TurnRunner runner() {
        return runner(Duration.ofSeconds(1));
    }

    private TurnRunner runner(Duration timeout) {
        return Runners.of(
                ModelProperties.Provider.OPENAI, url(), timeout, TOOLS, Guards.standard());
    }

    private TurnRunner runner(CallGuards guards) {
        return Runners.of(
                ModelProperties.Provider.OPENAI, url(), Duration.ofSeconds(1), TOOLS, guards);
    }

    private String url() {
        return "http://127.0.0.1:" + server.port() + "/v1";
    }
}
