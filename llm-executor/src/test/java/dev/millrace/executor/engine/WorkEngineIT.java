package dev.millrace.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.Failure;
import dev.millrace.StepCompleted;
import dev.millrace.devstack.ServerStack;
import dev.millrace.devstack.junit.DevStackExtension;
import dev.millrace.eventruntime.DeadLetters;
import dev.millrace.executor.metrics.ExecutorMetric;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.TurnOutcome;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(DevStackExtension.class)
class WorkEngineIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Answered ANSWER =
            new Answered("answer", List.of(), "sleeper", "stop", 1, 1);

    private final Sleeper sleeper = new Sleeper();

    private String broker;
    private String group;
    private TurnTopics topics;

    @BeforeEach
    void createTopics(ServerStack stack, TestInfo test) throws Exception {
        broker = stack.bootstrapServers();
        group = "it." + test.getTestMethod().orElseThrow().getName() + "." + System.nanoTime();
        topics = new TurnTopics(broker, group);
        topics.create();
    }

    @Test
    void everyTurnIsRunOnceAndReported() {
        topics.request(0, 3_000);
        try (EngineRun run = engine("a", 500, sleeper)) {
            awaitOutcomes(run, 3_000);
            assertThat(sleeper.calls).hasSize(3_000);
            assertThat(sleeper.calls.values()).containsOnly(1);
            assertThat(run.count(ExecutorMetric.WORK_TAKEN)).isEqualTo(3_000);
        }
        assertThat(tasks(topics.outcomesSoFar())).containsExactlyInAnyOrderElementsOf(tasks(3_000));
    }

    @Test
    void aKilledEngineLosesNothingAndRepeatsOnlyWhatWasInFlight(@TempDir Path folder)
            throws Exception {
        int concurrency = 300;
        int total = 6_000;
        topics.request(0, total);
        Path output = folder.resolve("calls.txt");
        Process first = process(concurrency, 50, 1_000, output);
        await().atMost(PATIENCE).until(() -> calls(output).size() > total / 3);
        first.destroyForcibly().waitFor();
        int outcomesAtKill = topics.outcomesSoFar().size();
        int callsAtKill = calls(output).size();

        Process second = process(concurrency, 50, 1_000, output);
        try {
            await().atMost(PATIENCE)
                    .until(() -> new HashSet<>(tasks(topics.outcomesSoFar())).size() == total);
        } finally {
            second.destroyForcibly().waitFor();
        }
        List<String> calls = calls(output);
        int repeated = calls.size() - total;
        int inFlight = callsAtKill - outcomesAtKill;
        assertThat(new HashSet<>(calls)).hasSize(total);
        assertThat(repeated).isBetween(1, inFlight);
        assertThat(outcomesAtKill).isGreaterThan(concurrency);
    }

    @Test
    void anOrderlyRestartRepeatsNothing() {
        topics.request(0, 2_000);
        try (EngineRun _ = engine("a", 200, sleeper)) {
            await().atMost(PATIENCE).until(() -> sleeper.calls.size() > 500);
        }
        assertThat(sleeper.calls).hasSizeLessThan(2_000);
        try (EngineRun run = engine("a", 200, sleeper)) {
            awaitOutcomes(run, 2_000);
            assertThat(run.count(ExecutorMetric.CALL_REPEATS)).isZero();
        }
        assertThat(sleeper.calls.values()).containsOnly(1);
        assertThat(topics.outcomesSoFar()).hasSize(2_000);
    }

    @Test
    void aSecondEngineTakesItsShareAndTakesOverWhenTheFirstLeaves() {
        topics.request(0, 8_000);
        Sleeper other = new Sleeper();
        EngineRun first = engine("a", 100, true, sleeper);
        await().atMost(PATIENCE).until(() -> sleeper.calls.size() > 500);
        try (EngineRun second = engine("b", 100, true, other)) {
            await().atMost(PATIENCE).until(() -> other.calls.size() > 500);
            first.close();
            awaitOutcomes(second, 8_000);
        }
        List<StepCompleted> outcomes = topics.outcomesSoFar();
        assertThat(new HashSet<>(tasks(outcomes))).hasSize(8_000);
        // A revocation repeats what was in flight in the partitions that moved, and no more.
        assertThat(outcomes).hasSizeLessThanOrEqualTo(8_000 + 100);
    }

    @Test
    void transactionMarkersAndAbortedTurnsCountAsDone() {
        topics.requestInTransactions(20);
        try (EngineRun run = engine("a", 5, sleeper)) {
            awaitOutcomes(run, 10 * TurnTopics.PARTITIONS);
            await().atMost(PATIENCE).until(() -> topics.lag(group + ".turn") == 0);
        }
        assertThat(sleeper.calls).hasSize(10 * TurnTopics.PARTITIONS);
    }

    @Test
    void whatIsNoEventBecomesADeadLetterAndTheRestGoesOn() {
        byte[] garbage = "no event".getBytes(StandardCharsets.UTF_8);
        topics.request(0, 50);
        topics.sendRaw(topics.high(), "key".getBytes(StandardCharsets.UTF_8), garbage);
        topics.sendRaw(topics.high(), "key".getBytes(StandardCharsets.UTF_8), null);
        topics.sendRaw(topics.high(), null, new byte[] {0, 0, 0, 0, 99, 1, 2});
        topics.request(50, 100);
        try (EngineRun run = engine("a", 10, sleeper)) {
            awaitOutcomes(run, 100);
            await().atMost(PATIENCE).until(() -> topics.deadLettersSoFar().size() == 3);
        }
        assertThat(topics.deadLettersSoFar())
                .anySatisfy(letter -> assertThat(letter.value()).isEqualTo(garbage))
                .allSatisfy(
                        letter -> {
                            assertThat(header(letter, DeadLetters.TOPIC_HEADER))
                                    .isEqualTo(topics.high().name());
                            assertThat(header(letter, DeadLetters.MESSAGE_HEADER)).isNotBlank();
                        });
    }

    @Test
    void eightThousandCallsAreInFlightAtATimeInASmallHeap(@TempDir Path folder) throws Exception {
        topics.request(0, 10_000);
        Path output = folder.resolve("calls.txt");
        Process process = process(8_000, 5_000, 5_000, output, "-Xmx256m", "-XX:+UseSerialGC");
        try {
            await().atMost(PATIENCE)
                    .until(() -> new HashSet<>(tasks(topics.outcomesSoFar())).size() == 10_000);
            assertThat(Files.readString(output)).contains("peak 8000");
            assertThat(calls(output)).hasSize(10_000);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aStormOfRetriesLeavesTheOthersTheirSlots() {
        AtomicInteger retries = new AtomicInteger();
        AtomicInteger mostRetries = new AtomicInteger();
        AtomicInteger all = new AtomicInteger();
        AtomicInteger mostInAll = new AtomicInteger();
        TurnRunner counting =
                turn -> {
                    int retry = turn.taskId().startsWith("r") ? 1 : 0;
                    mostRetries.accumulateAndGet(retries.addAndGet(retry), Math::max);
                    mostInAll.accumulateAndGet(all.incrementAndGet(), Math::max);
                    Thread.sleep(20);
                    retries.addAndGet(-retry);
                    all.decrementAndGet();
                    return ANSWER;
                };
        topics.requestRetries(0, 1_000);
        topics.request(0, 1_000);
        try (EngineRun run = engine("a", 40, counting)) {
            awaitOutcomes(run, 2_000);
        }
        assertThat(mostRetries).hasValue(10);
        assertThat(mostInAll).hasValue(40);
    }

    @Test
    void aCancelBreaksOffWhatRunsAndSkipsWhatWaits() {
        Hanging hanging = new Hanging();
        topics.request(0, 10);
        try (EngineRun run = engine("a", 2, hanging)) {
            await().atMost(PATIENCE).until(() -> hanging.tasks.size() == 2);
            minus(tasks(10), hanging.tasks).forEach(topics::cancel);
            await().atMost(PATIENCE).until(() -> run.cancellations.remembered() == 8);
            Set.copyOf(hanging.tasks).forEach(topics::cancel);
            awaitOutcomes(run, 10);
            assertThat(run.count(ExecutorMetric.CALLS_CANCELED)).isEqualTo(2);
            assertThat(run.count(ExecutorMetric.WORK_SKIPPED)).isEqualTo(8);
        }
        assertThat(hanging.tasks).hasSize(2);
        assertThat(hanging.interrupted).hasValue(2);
        assertThat(failures()).hasSize(10).containsOnly("canceled");
    }

    @Test
    void workThatWasCanceledWhileTheProcessWasDownIsSkipped() {
        topics.request(0, 20);
        tasks(10).forEach(topics::cancel);
        try (EngineRun run = engine("a", 5, sleeper)) {
            awaitOutcomes(run, 20);
        }
        assertThat(sleeper.calls.keySet()).isEqualTo(minus(tasks(20), tasks(10)));
        assertThat(failures()).hasSize(10).containsOnly("canceled");
    }

    @Test
    void callsThatDoNotEndInTimeAreHandedBackAndMadeAgainOnce() {
        Hanging hanging = new Hanging();
        topics.request(0, 20);
        EngineRun first =
                new EngineRun(
                        broker, topics, group, "a", 5, false, Duration.ofMillis(200), hanging);
        await().atMost(PATIENCE).until(() -> hanging.tasks.size() == 5);
        first.close();
        assertThat(first.count(ExecutorMetric.CALLS_HANDED_BACK)).isEqualTo(5);
        assertThat(hanging.interrupted).hasValue(5);
        try (EngineRun second = engine("a", 5, sleeper)) {
            awaitOutcomes(second, 20);
            assertThat(second.count(ExecutorMetric.CALL_REPEATS)).isEqualTo(5);
        }
        assertThat(hanging.tasks).hasSize(5);
        assertThat(sleeper.calls).hasSize(20);
        assertThat(sleeper.calls.values()).containsOnly(1);
        assertThat(topics.outcomesSoFar()).hasSize(20);
    }

    @Test
    void aBrokenRunnerIsAFailureThatTheAgentHearsOf() {
        topics.request(0, 10);
        TurnRunner broken =
                turn -> {
                    throw new IllegalStateException("no good");
                };
        try (EngineRun run = engine("a", 10, broken)) {
            awaitOutcomes(run, 10);
        }
        assertThat(topics.outcomesSoFar())
                .allSatisfy(
                        outcome -> {
                            Failure failure = (Failure) outcome.getResult();
                            assertThat(failure.getType()).isEqualTo("internal");
                            assertThat(failure.getDetail()).contains("no good");
                        });
    }

    @Test
    void anAnswerThatNoTopicTakesIsAFailure() {
        topics.request(0, 2);
        String huge = "x".repeat(10 * 1024 * 1024);
        TurnRunner talkative = _ -> new Answered(huge, List.of(), "m", "stop", 1, 1);
        try (EngineRun run = engine("a", 10, talkative)) {
            awaitOutcomes(run, 2);
        }
        assertThat(topics.outcomesSoFar())
                .allSatisfy(
                        outcome ->
                                assertThat(((Failure) outcome.getResult()).getType())
                                        .isEqualTo("too-large"));
    }

    @Test
    void twoProcessesWithOneNameEndTheOlderOne() {
        try (EngineRun older = engine("a", 10, sleeper)) {
            await().atMost(PATIENCE).until(() -> older.engine.status().joined());
            try (EngineRun newer = engine("a", 10, sleeper)) {
                await().atMost(PATIENCE).untilTrue(older.fenced);
                assertThat(older.engine.status().alive()).isFalse();
                topics.request(0, 10);
                awaitOutcomes(newer, 10);
                assertThat(newer.fenced).isFalse();
            }
        }
    }

    @Test
    void goesOnWhenTheBrokerIsBack(ServerStack stack) throws Exception {
        topics.request(0, 3_000);
        try (EngineRun run = engine("a", 200, sleeper)) {
            await().atMost(PATIENCE).until(() -> sleeper.calls.size() > 500);
            stack.kill("kafka");
            stack.awaitHealthy(PATIENCE);
            await().atMost(PATIENCE)
                    .until(() -> new HashSet<>(tasks(topics.outcomesSoFar())).size() == 3_000);
            assertThat(run.engine.status().problem()).isEmpty();
        }
        assertThat(sleeper.calls.values()).containsOnly(1);
    }

    private EngineRun engine(String instance, int concurrency, TurnRunner runner) {
        return engine(instance, concurrency, false, runner);
    }

    private EngineRun engine(
            String instance, int concurrency, boolean leaveGroupOnStop, TurnRunner runner) {
        return new EngineRun(
                broker, topics, group, instance, concurrency, leaveGroupOnStop, runner);
    }

    private Process process(int concurrency, int least, int most, Path output, String... flags)
            throws IOException {
        return EngineProcess.start(broker, group, group, concurrency, least, most, output, flags);
    }

    private void awaitOutcomes(EngineRun run, int count) {
        await().atMost(PATIENCE)
                .until(
                        () ->
                                run.running() == 0
                                        && new HashSet<>(tasks(topics.outcomesSoFar())).size()
                                                == count);
    }

    private static List<String> calls(Path output) throws IOException {
        return Files.readAllLines(output).stream()
                .filter(line -> line.startsWith("call "))
                .toList();
    }

    private static List<String> tasks(List<StepCompleted> outcomes) {
        return outcomes.stream().map(StepCompleted::getTaskId).toList();
    }

    private static Set<String> tasks(int count) {
        return IntStream.range(0, count).mapToObj(task -> "t" + task).collect(Collectors.toSet());
    }

    private List<String> failures() {
        return topics.outcomesSoFar().stream()
                .map(StepCompleted::getResult)
                .filter(Failure.class::isInstance)
                .map(failure -> ((Failure) failure).getType())
                .toList();
    }

    private static Set<String> minus(Set<String> all, Set<String> some) {
        Set<String> rest = new HashSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** Never answers. */
    private static final class Hanging implements TurnRunner {

        private final Set<String> tasks = ConcurrentHashMap.newKeySet();
        private final AtomicInteger interrupted = new AtomicInteger();

        @Override
        public TurnOutcome run(Turn turn) throws InterruptedException {
            tasks.add(turn.taskId());
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw e;
            }
            return ANSWER;
        }
    }

    /** Answers after a while and counts the calls of each task. */
    private static final class Sleeper implements TurnRunner {

        private final Map<String, Integer> calls = new ConcurrentHashMap<>();

        @Override
        public TurnOutcome run(Turn turn) throws InterruptedException {
            calls.merge(turn.taskId(), 1, Integer::sum);
            Thread.sleep(ThreadLocalRandom.current().nextInt(5, 200));
            return ANSWER;
        }
    }
}
