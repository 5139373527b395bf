package dev.millrace.executor.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.executor.metrics.CallsInFlight;
import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.Tool;
import dev.millrace.executor.work.Tool.Limits;
import dev.millrace.executor.work.ToolCall;
import dev.millrace.executor.work.ToolOutcome;
import dev.millrace.executor.work.ToolOutcome.Broken;
import dev.millrace.executor.work.ToolOutcome.Returned;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CheckedToolRunnerTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ToolMetrics metrics = new ToolMetrics(meters, new CallsInFlight(meters));
    private final LimitedCalls calls = new LimitedCalls(metrics, Clock.systemUTC());

    @AfterEach
    void close() {
        calls.close();
    }

    @Test
    void aPermittedCallWithFittingArgumentsRuns() throws Exception {
        Tool tool = FakeTool.of(arguments -> Returned.of("got " + arguments.get("x").intValue()));

        assertThat(runner(tool).run(Calls.of("fake", "{\"x\": 4}", LONG)))
                .isEqualTo(Returned.of("got 4"));
        assertThat(calls("fake", "ok")).isEqualTo(1);
        assertThat(meters.get("millrace.tool.duration").timer().count()).isEqualTo(1);
        assertThat(meters.find("agent.tool.errors").counters()).isEmpty();
    }

    @Test
    void aToolThatNobodyKnowsIsAnErrorForTheModel() throws Exception {
        assertThat(runner().run(Calls.of("invented", "{}", LONG)))
                .isEqualTo(Returned.error("unknown-tool", "There is no tool invented"));
        assertThat(calls("unknown", "refused")).isEqualTo(1);
        assertThat(errors("unknown", "unknown-tool")).isEqualTo(1);
    }

    @Test
    void aToolWhoseServerIsAwayIsTriedAgain() throws Exception {
        ToolSource away =
                new ToolSource() {
                    @Override
                    public Collection<Tool> tools() {
                        return List.of();
                    }

                    @Override
                    public Optional<String> missing(String name) {
                        return Optional.of("the MCP server does not answer");
                    }
                };

        ToolOutcome outcome = runner(List.of(away)).run(Calls.of("server/tool", "{}", LONG));

        assertThat(outcome)
                .isEqualTo(
                        Broken.before(
                                FailureKind.CONNECTION.failed("the MCP server does not answer")));
    }

    @Test
    void theToolIsFoundByTheNameThatTheModelKnows() throws Exception {
        Tool tool =
                new FakeTool(
                        "server/my.tool",
                        FakeTool.ANYTHING,
                        FakeTool.GENEROUS,
                        _ -> Returned.of("done"));

        assertThat(runner(tool).run(Calls.of("server__my_tool", "{}", LONG)))
                .isEqualTo(Returned.of("done"));
        assertThat(runner(tool).run(Calls.of("server/my.tool", "{}", LONG)))
                .isEqualTo(Returned.of("done"));
    }

    @Test
    void aRoleThatMayNotUseTheToolDoesNotRunIt() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Tool tool = FakeTool.of(_ -> Returned.of("run " + runs.incrementAndGet()));
        List<Object> asked = new ArrayList<>();
        BiPredicate<Collection<String>, String> nobody =
                (roles, name) -> {
                    asked.add(roles);
                    asked.add(name);
                    return false;
                };

        ToolOutcome outcome = runner(source(tool), nobody).run(Calls.of("fake", "{}", LONG));

        assertThat(outcome)
                .isEqualTo(Returned.error("not-permitted", "You may not use the tool fake"));
        assertThat(asked).containsExactly(List.of("submitter"), "fake");
        assertThat(runs).hasValue(0);
        assertThat(calls("fake", "refused")).isEqualTo(1);
        assertThat(errors("fake", "not-permitted")).isEqualTo(1);
    }

    @Test
    void argumentsThatDoNotFitTheSchemaAreExplained() throws Exception {
        Tool tool =
                new FakeTool(
                        "fake",
                        """
                        {"type": "object",
                         "properties": {"n": {"type": "integer", "maximum": 5},
                                        "city": {"type": "string"}},
                         "required": ["city"], "additionalProperties": false}""",
                        FakeTool.GENEROUS,
                        _ -> Returned.of("must not run"));

        ToolOutcome outcome =
                runner(tool).run(Calls.of("fake", "{\"n\": 9, \"other\": true}", LONG));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Returned.class,
                        result -> {
                            assertThat(result.errorType()).isEqualTo("invalid-arguments");
                            assertThat(result.content())
                                    .contains("city")
                                    .contains("/n")
                                    .contains("other");
                        });
    }

    @Test
    void argumentsThatAreNoJsonObjectAreRefused() throws Exception {
        Tool tool = FakeTool.of(_ -> Returned.of("must not run"));
        for (String bad : List.of("{", "[1]", "3", "{\"a\":1,\"a\":2}", "{} {}")) {
            assertThat(runner(tool).run(Calls.of("fake", bad, LONG)))
                    .as(bad)
                    .isInstanceOfSatisfying(
                            Returned.class,
                            result ->
                                    assertThat(result.errorType()).isEqualTo("invalid-arguments"));
        }
        assertThat(runner(FakeTool.of(_ -> Returned.of("ran"))).run(Calls.of("fake", " ", LONG)))
                .isEqualTo(Returned.of("ran"));
    }

    @Test
    void aCallThatTakesTooLongIsBrokenOff() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Tool tool =
                new FakeTool(
                        "fake",
                        FakeTool.ANYTHING,
                        new Limits(Duration.ofMillis(50), 1, true),
                        _ -> forever(interrupted));

        ToolOutcome outcome = runner(tool).run(Calls.of("fake", "{}", LONG));

        assertThat(outcome)
                .isEqualTo(Broken.during(FailureKind.TIMEOUT.failed("no result within PT0.05S")));
        interrupted.await();
        assertThat(calls("fake", "error")).isEqualTo(1);
        assertThat(errors("fake", "timeout")).isEqualTo(1);
    }

    @Test
    void whatMayHaveHappenedAndMustNotBeRepeatedIsAResult() throws Exception {
        Limits once = new Limits(Duration.ofMillis(50), 1, false);
        Tool slow =
                new FakeTool("fake", FakeTool.ANYTHING, once, _ -> forever(new CountDownLatch(1)));
        Tool unreachable =
                new FakeTool(
                        "fake",
                        FakeTool.ANYTHING,
                        once,
                        _ -> Broken.before(FailureKind.CONNECTION.failed("refused")));

        assertThat(runner(slow).run(Calls.of("fake", "{}", LONG)))
                .isInstanceOfSatisfying(
                        Returned.class,
                        result -> {
                            assertThat(result.errorType()).isEqualTo("timeout");
                            assertThat(result.content()).contains("may have taken effect");
                        });
        assertThat(runner(unreachable).run(Calls.of("fake", "{}", LONG)))
                .isInstanceOf(Broken.class);
    }

    @Test
    void anInterruptReachesTheTool() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Tool tool =
                FakeTool.of(
                        _ -> {
                            started.countDown();
                            return forever(interrupted);
                        });
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread caller =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        runner(tool).run(Calls.of("fake", "{}", LONG));
                                    } catch (InterruptedException e) {
                                        end.set(e);
                                    }
                                });
        started.await();
        caller.interrupt();
        interrupted.await();
        caller.join();

        assertThat(end.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void moreCallsThanTheToolTakesWaitForTheirTurn() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        Tool tool =
                new FakeTool(
                        "fake",
                        FakeTool.ANYTHING,
                        new Limits(Duration.ofSeconds(30), 1, true),
                        _ -> {
                            int now = running.incrementAndGet();
                            first.await();
                            running.decrementAndGet();
                            return Returned.of(now + " at a time");
                        });
        CheckedToolRunner runner = runner(tool);
        List<ToolOutcome> outcomes = new ArrayList<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            callers.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            ToolOutcome outcome =
                                                    runner.run(Calls.of("fake", "{}", LONG));
                                            synchronized (outcomes) {
                                                outcomes.add(outcome);
                                            }
                                        } catch (InterruptedException e) {
                                            throw new IllegalStateException(e);
                                        }
                                    }));
        }
        await().until(() -> running.get() == 1);
        assertThat(
                        meters.get("agent.calls.in.flight")
                                .tags("kind", "tool", "endpoint", "fake")
                                .gauge()
                                .value())
                .isEqualTo(1);
        first.countDown();
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(outcomes).hasSize(3).containsOnly(Returned.of("1 at a time"));
    }

    @Test
    void aCallThatFindsNoFreeSlotBeforeItsDeadlineDoesNotStart() throws Exception {
        Tool tool =
                new FakeTool(
                        "fake",
                        FakeTool.ANYTHING,
                        new Limits(Duration.ofSeconds(30), 1, true),
                        _ -> forever(new CountDownLatch(1)));
        CheckedToolRunner runner = runner(tool);
        ToolCall call = Calls.of("fake", "{}", LONG);
        Thread first =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        runner.run(call);
                                    } catch (InterruptedException _) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
        await().until(() -> !meters.find("agent.calls.in.flight").gauges().isEmpty());

        ToolOutcome outcome = runner.run(Calls.of("fake", "{}", Duration.ofMillis(50)));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken -> assertThat(broken.failure().type()).isEqualTo("deadline"));
        assertThat(runner.run(Calls.of("fake", "{}", LONG)))
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken -> {
                            assertThat(broken.failure().type()).isEqualTo("bulkhead-full");
                            assertThat(broken.failure().retryable()).isTrue();
                            assertThat(broken.failure().retryAfterOrNull())
                                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
                        });
        first.interrupt();
        first.join();
    }

    @Test
    void aCallThatGetsItsSlotTooLateDoesNotStartAndGivesTheSlotBack() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Tool tool =
                new FakeTool(
                        "fake",
                        FakeTool.ANYTHING,
                        new Limits(Duration.ofSeconds(30), 1, true),
                        _ -> Returned.of("run " + runs.incrementAndGet()));
        CheckedToolRunner runner = runner(tool);

        assertThat(runner.run(Calls.of("fake", "{}", Duration.ofMillis(-1))))
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken -> assertThat(broken.failure().type()).isEqualTo("deadline"));
        assertThat(runs).hasValue(0);
        assertThat(runner.run(Calls.of("fake", "{}", LONG))).isEqualTo(Returned.of("run 1"));
    }

    @Test
    void aBugInAToolIsAnErrorThatTellsNothing() throws Exception {
        Tool tool =
                FakeTool.of(
                        _ -> {
                            throw new IllegalStateException("secret");
                        });

        assertThat(runner(tool).run(Calls.of("fake", "{}", LONG)))
                .isEqualTo(Returned.error("internal", "The tool failed for an internal reason"));
    }

    @Test
    void aLongResultIsCut() throws Exception {
        Tool tool = FakeTool.of(_ -> Returned.of("ä".repeat(100_000)));

        assertThat(runner(tool).run(Calls.of("fake", "{}", LONG)))
                .isInstanceOfSatisfying(
                        Returned.class,
                        result -> {
                            assertThat(result.content())
                                    .endsWith("[cut: the whole result has 100000 characters]");
                            assertThat(
                                            result.content()
                                                    .getBytes(
                                                            java.nio.charset.StandardCharsets
                                                                    .UTF_8))
                                    .hasSizeBetween(
                                            ResultSize.MAX_BYTES - 200, ResultSize.MAX_BYTES);
                        });
    }

    @Test
    void modelsHearOfToolsByNamesThatProvidersAllow() {
        Tool tool =
                new FakeTool(
                        "server/a tool",
                        FakeTool.ANYTHING,
                        FakeTool.GENEROUS,
                        _ -> Returned.of(""));
        RegistrySpecifications specifications =
                new RegistrySpecifications(new ToolRegistry(List.of(source(tool))));

        assertThat(specifications.of(List.of("unknown", "server/a tool")))
                .singleElement()
                .satisfies(
                        told -> {
                            assertThat(told.name()).isEqualTo("server__a_tool");
                            assertThat(told.parameters()).isEqualTo(FakeTool.ANYTHING);
                        });
    }

    private static ToolOutcome forever(CountDownLatch interrupted) throws InterruptedException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        }
        throw new IllegalStateException("nobody ends this wait");
    }

    private CheckedToolRunner runner(Tool... tools) {
        return runner(source(tools), (_, _) -> true);
    }

    private CheckedToolRunner runner(List<ToolSource> sources) {
        return new CheckedToolRunner(
                new ToolRegistry(sources), (_, _) -> true, new ArgumentsCheck(), calls, metrics);
    }

    private CheckedToolRunner runner(
            ToolSource source, BiPredicate<Collection<String>, String> permitted) {
        return new CheckedToolRunner(
                new ToolRegistry(List.of(source)), permitted, new ArgumentsCheck(), calls, metrics);
    }

    private static ToolSource source(Tool... tools) {
        return () -> List.of(tools);
    }

    private double calls(String tool, String outcome) {
        return count("agent.tool.calls", tool, "outcome", outcome);
    }

    private double errors(String tool, String error) {
        return count("agent.tool.errors", tool, "error", error);
    }

    private double count(String name, String tool, String tag, String value) {
        return meters.get(name).tag("tool", tool).tag(tag, value).counter().count();
    }
}
