package dev.millrace.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.Failure;
import dev.millrace.FailureClass;
import dev.millrace.StepCompleted;
import dev.millrace.TurnRequested;
import dev.millrace.eventruntime.tracing.RecordedSpans;
import dev.millrace.eventruntime.tracing.SpanAttributes;
import dev.millrace.eventruntime.tracing.WorkSpan;
import dev.millrace.executor.engine.Intake.Answer;
import dev.millrace.executor.metrics.ExecutorMetric;
import dev.millrace.executor.work.TurnOutcome;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnOutcome.Failed;
import dev.millrace.executor.work.TurnRunner;
import dev.millrace.schemas.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkDeskTest {

    private static final String TRACEPARENT =
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final CountDownLatch NEVER = new CountDownLatch(1);
    private static final Answered ANSWER = new Answered("a", List.of(), "m", "stop", 1, 1);

    private final TurnTopics topics = new TurnTopics("unused", "desk");
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Publisher publisher = new Publisher(producer);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RecordedSpans spans = new RecordedSpans();
    private final RecordHeaders headers = new RecordHeaders();
    private final Cancellations cancellations = new Cancellations(100, Clock.systemUTC());
    private final Queue<Long> done = new ConcurrentLinkedQueue<>();
    private final Queue<String> calls = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        publisher.close();
    }

    @Test
    void aRecordIsDoneOnlyWhenItsOutcomeIsAcknowledged() {
        WorkDesk<?, ?> desk = desk(10, _ -> ANSWER);
        offer(desk, 0, TurnTopics.request("t0"));
        await().atMost(PATIENCE).until(() -> producer.history().size() == 1);
        assertThat(done).isEmpty();
        assertThat(desk.running()).isEqualTo(1);
        producer.completeNext();
        assertThat(done).containsExactly(0L);
        assertThat(desk.running()).isZero();
    }

    @Test
    void aRecordAndItsCallHaveASpanEachAndTheOutcomeGoesOnInTheTraceOfTheTask() {
        headers.add("traceparent", TRACEPARENT.getBytes(StandardCharsets.UTF_8));
        offer(desk(10, _ -> ANSWER), 0, TurnTopics.request("t0"));
        await().atMost(PATIENCE).until(() -> producer.history().size() == 1);
        assertThat(spans.told()).hasSize(1);
        producer.completeNext();

        WorkSpan call = spans.told().getFirst();
        WorkSpan record = spans.told().getLast();
        assertThat(record.name()).isEqualTo(topics.high().name() + " process");
        assertThat(record.kind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(record.parentId()).isEqualTo("00f067aa0ba902b7");
        assertThat(call.parentId()).isEqualTo(record.context().spanId());
        assertThat(call.name()).startsWith("chat");
        assertThat(call.kind()).isEqualTo(SpanKind.CLIENT);
        assertThat(call.attributes().get(SpanAttributes.RESPONSE_MODEL)).isEqualTo("m");
        assertThat(call.attributes().get(SpanAttributes.INPUT_TOKENS)).isEqualTo(1);
        assertThat(call.attributes().get(SpanAttributes.TASK)).isEqualTo("t0");
        assertThat(producer.history().getFirst().headers().lastHeader("traceparent").value())
                .isEqualTo(TRACEPARENT.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void workThatIsNotDoneHasNoSpanOfACall() {
        headers.add("traceparent", TRACEPARENT.getBytes(StandardCharsets.UTF_8));
        offer(
                desk(10, _ -> ANSWER),
                0,
                TurnRequested.newBuilder(TurnTopics.request("t0"))
                        .setDeadline(Instant.now().minusSeconds(1))
                        .build());
        await().atMost(PATIENCE).until(() -> producer.history().size() == 1);
        producer.completeNext();

        assertThat(spans.told()).hasSize(1);
        assertThat(spans.told().getFirst().error()).isEqualTo("deadline");
    }

    @Test
    void workOfATraceThatIsNotRecordedHasNoSpan() {
        headers.add(
                "traceparent",
                TRACEPARENT.replaceFirst("01$", "00").getBytes(StandardCharsets.UTF_8));
        offer(desk(10, _ -> ANSWER), 0, TurnTopics.request("t0"));
        await().atMost(PATIENCE).until(() -> producer.history().size() == 1);
        producer.completeNext();

        assertThat(spans.told()).isEmpty();
    }

    @Test
    void anOutcomeThatKafkaDidNotTakeIsSentAgain() {
        WorkDesk<?, ?> desk = desk(10, _ -> ANSWER);
        offer(desk, 0, TurnTopics.request("t0"));
        await().atMost(PATIENCE).until(() -> producer.history().size() == 1);
        producer.errorNext(new TimeoutException("no broker"));
        assertThat(done).isEmpty();
        assertThat(publisher.problem())
                .hasValueSatisfying(p -> assertThat(p).contains("no broker"));
        await().atMost(PATIENCE).until(() -> producer.history().size() == 2);
        producer.completeNext();
        assertThat(done).containsExactly(0L);
        assertThat(publisher.problem()).isEmpty();
        assertThat(calls).hasSize(1);
    }

    @Test
    void noCallStartsPastItsDeadlineAndTheAgentHearsOfIt() {
        WorkDesk<?, ?> desk = desk(10, _ -> ANSWER);
        TurnRequested late =
                TurnRequested.newBuilder(TurnTopics.request("t0"))
                        .setDeadline(Instant.now().minusSeconds(1))
                        .build();
        offer(desk, 0, late);
        await().atMost(PATIENCE).until(() -> producer.history().size() == 1);
        assertThat(calls).isEmpty();
        assertThat(failure(0).getType()).isEqualTo("deadline");
    }

    @Test
    void noCallStartsAfterTheTimeOfItsAttemptAndTheAgentMayRepeatIt() {
        WorkDesk<?, ?> desk = desk(10, _ -> ANSWER);
        TurnRequested superseded =
                TurnRequested.newBuilder(TurnTopics.request("t0"))
                        .setRequestedAt(Instant.now().minusSeconds(10))
                        .setTimeoutMs(9_000)
                        .build();
        offer(desk, 0, superseded);
        await().atMost(PATIENCE).until(() -> producer.history().size() == 1);
        assertThat(calls).isEmpty();
        assertThat(failure(0).getType()).isEqualTo("timeout");
        assertThat(failure(0).getFailureClass()).isEqualTo(FailureClass.retryable);
        assertThat(failure(0).getDetail()).contains("waited too long");
    }

    @Test
    void aCallThatAnEarlierProcessMayHaveMadeCountsAsRepeatedOnceItIsMade() {
        WorkDesk<?, ?> desk = desk(10, _ -> ANSWER);
        TurnRequested late =
                TurnRequested.newBuilder(TurnTopics.request("t0"))
                        .setDeadline(Instant.now().minusSeconds(1))
                        .build();
        assertThat(count(ExecutorMetric.CALL_REPEATS)).isZero();
        offer(desk, topics.high(), 0, late, true);
        offer(desk, topics.high(), 1, TurnTopics.request("t1"), true);
        offer(desk, topics.high(), 2, TurnTopics.request("t2"), false);
        await().atMost(PATIENCE).until(() -> producer.history().size() == 3);
        assertThat(count(ExecutorMetric.CALL_REPEATS)).isEqualTo(1);
    }

    @Test
    void aFatalErrorInARunnerIsAFailureToo() {
        WorkDesk<?, ?> desk =
                desk(
                        10,
                        _ -> {
                            throw new StackOverflowError();
                        });
        offer(desk, 0, TurnTopics.request("t0"));
        await().atMost(PATIENCE).until(() -> producer.history().size() == 1);
        assertThat(failure(0).getType()).isEqualTo("internal");
    }

    @Test
    void noMoreCallsRunThanAllowedAndTheWindowIsBounded() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        WorkDesk<?, ?> desk = desk(3, answeringAfter(release));
        long offset = 0;
        while (offer(desk, offset, TurnTopics.request("t" + offset)) == Answer.TAKEN) {
            offset++;
        }
        await().atMost(PATIENCE).until(() -> calls.size() == 3);
        assertThat(desk.running()).isEqualTo(3);
        assertThat(desk.waiting()).isEqualTo(20);
        assertThat(offset).isEqualTo(23);
        release.countDown();
        for (int expected = 1; expected <= 23; expected++) {
            await().atMost(PATIENCE).until(producer::completeNext);
        }
        assertThat(done).hasSize(23);
        assertThat(new HashSet<>(calls)).hasSize(23);
    }

    @Test
    void whatIsWithdrawnDoesNotStartAndWhatRunsIsStillReported() {
        CountDownLatch release = new CountDownLatch(1);
        WorkDesk<?, ?> desk = desk(1, answeringAfter(release));
        offer(desk, 0, TurnTopics.request("t0"));
        offer(desk, 1, TurnTopics.request("t1"));
        await().atMost(PATIENCE).until(() -> calls.size() == 1);
        desk.withdraw(Set.of(new TopicPartition(topics.high().name(), 0)));
        assertThat(desk.waiting()).isZero();
        release.countDown();
        await().atMost(PATIENCE).until(producer::completeNext);
        assertThat(done).containsExactly(0L);
        assertThat(calls).containsExactly("t0");
    }

    @Test
    void aRecordThatStillRunsHereIsNotStartedAgainWhenItsPartitionComesBack() {
        CountDownLatch release = new CountDownLatch(1);
        WorkDesk<?, ?> desk = desk(5, answeringAfter(release));
        offer(desk, 0, TurnTopics.request("t0"));
        await().atMost(PATIENCE).until(() -> calls.size() == 1);
        assertThat(offer(desk, 0, TurnTopics.request("t0"))).isEqualTo(Answer.TAKEN);
        release.countDown();
        await().atMost(PATIENCE).until(producer::completeNext);
        assertThat(done).containsExactly(0L);
        assertThat(calls).hasSize(1);
    }

    @Test
    void aDrainLetsCallsEndAndTakesNoMore() throws Exception {
        WorkDesk<?, ?> desk =
                desk(
                        5,
                        _ -> {
                            TimeUnit.MILLISECONDS.sleep(100);
                            return ANSWER;
                        });
        offer(desk, 0, TurnTopics.request("t0"));
        assertThat(desk.drain(Duration.ofMillis(10))).isFalse();
        assertThat(offer(desk, 1, TurnTopics.request("t1"))).isEqualTo(Answer.FULL);
        await().atMost(PATIENCE).until(producer::completeNext);
        assertThat(desk.drain(PATIENCE)).isTrue();
    }

    @Test
    void aCallThatIsBrokenOffIsNotReported() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        WorkDesk<?, ?> desk =
                deskWithARunningCall(
                        e -> {
                            interrupted.set(true);
                            throw e;
                        });
        desk.handBack();
        await().atMost(PATIENCE).untilTrue(interrupted);
        assertThat(producer.history()).isEmpty();
        assertThat(done).isEmpty();
    }

    @Test
    void anAnswerThatIsThereWhenTheEngineIsAbortedIsStillReported() throws Exception {
        // The answer is there already.
        WorkDesk<?, ?> desk = deskWithARunningCall(_ -> ANSWER);
        desk.handBack();
        await().atMost(PATIENCE).until(producer::completeNext);
        assertThat(result(0)).isInstanceOf(dev.millrace.Answer.class);
        assertThat(done).containsExactly(0L);
    }

    @Test
    void anAnswerThatIsTooLargeToSendIsAFailureThatKeepsItsUsage() {
        WorkDesk<?, ?> desk = desk(10, _ -> ANSWER);
        offer(desk, 0, TurnTopics.request("t0"));
        await().atMost(PATIENCE).until(() -> producer.history().size() == 1);
        producer.errorNext(new RecordTooLargeException("too large"));
        await().atMost(PATIENCE).until(() -> producer.history().size() == 2);
        assertThat(failure(1).getType()).isEqualTo("too-large");
        assertThat(event(1).getWasted().getInputTokens()).isEqualTo(1);
        assertThat(event(1).getWasted().getOutputTokens()).isEqualTo(1);
    }

    @Test
    void callsThatAreHandedBackAreCounted() throws Exception {
        WorkDesk<?, ?> desk = desk(5, answeringAfter(NEVER));
        offer(desk, 0, TurnTopics.request("t0"));
        offer(desk, 1, TurnTopics.request("t1"));
        await().atMost(PATIENCE).until(() -> calls.size() == 2);
        assertThat(desk.drain(Duration.ofMillis(1))).isFalse();
        assertThat(desk.handBack()).isEqualTo(2);
        assertThat(count(ExecutorMetric.CALLS_HANDED_BACK)).isEqualTo(2);
    }

    @Test
    void aRunningCallOfACanceledTaskIsBrokenOffAndReportedAsSuch() {
        AtomicBoolean interrupted = new AtomicBoolean();
        deskWithARunningCall(
                e -> {
                    interrupted.set(true);
                    throw e;
                });
        cancellations.cancel("t0", Instant.now());
        await().atMost(PATIENCE).until(producer::completeNext);
        assertThat(interrupted).isTrue();
        assertThat(failure(0).getType()).isEqualTo("canceled");
        assertThat(failure(0).getFailureClass()).isEqualTo(FailureClass.terminal);
        assertThat(done).containsExactly(0L);
        assertThat(count(ExecutorMetric.CALLS_CANCELED)).isEqualTo(1);
    }

    @Test
    void whatACanceledCallStillSaysIsReportedSinceItMayTellOfTokens() {
        deskWithARunningCall(_ -> Failed.retryable("connection", "", "it closed"));
        cancellations.cancel("t0", Instant.now());
        await().atMost(PATIENCE).until(() -> producer.history().size() == 1);
        assertThat(failure(0).getType()).isEqualTo("connection");
    }

    @Test
    void anAnswerThatCameBeforeTheCancelIsReportedSinceItIsPaidFor() {
        // The answer is there already.
        deskWithARunningCall(_ -> ANSWER);
        cancellations.cancel("t0", Instant.now());
        await().atMost(PATIENCE).until(() -> producer.history().size() == 1);
        assertThat(result(0)).isInstanceOf(dev.millrace.Answer.class);
    }

    @Test
    void aWaitingCallOfACanceledTaskIsSkipped() {
        CountDownLatch release = new CountDownLatch(1);
        WorkDesk<?, ?> desk = desk(1, answeringAfter(release));
        offer(desk, 0, TurnTopics.request("t0"));
        offer(desk, 1, TurnTopics.request("t1"));
        await().atMost(PATIENCE).until(() -> calls.size() == 1);
        cancellations.cancel("t1", Instant.now());
        release.countDown();
        await().atMost(PATIENCE).until(producer::completeNext);
        await().atMost(PATIENCE).until(producer::completeNext);
        assertThat(failure(1).getType()).isEqualTo("canceled");
        assertThat(calls).containsExactly("t0");
        assertThat(done).containsExactlyInAnyOrder(0L, 1L);
        assertThat(meters.get(ExecutorMetric.WORK_SKIPPED.id()).tag("reason", "canceled").counter())
                .satisfies(counter -> assertThat(counter.count()).isEqualTo(1));
    }

    @Test
    void retriesGetNoMoreThanTheirShareAndTheRestTheOthers() {
        WorkDesk<?, ?> desk = desk(8, answeringAfter(NEVER));
        for (int offset = 0; offset < 10; offset++) {
            offer(desk, topics.retry(), offset, TurnTopics.request("r" + offset));
        }
        await().atMost(PATIENCE).until(() -> calls.size() == 2);
        assertThat(desk.running()).isEqualTo(2);
        for (int offset = 0; offset < 10; offset++) {
            offer(desk, offset, TurnTopics.request("t" + offset));
        }
        await().atMost(PATIENCE).until(() -> calls.size() == 8);
        assertThat(desk.running()).isEqualTo(8);
        assertThat(calls.stream().filter(task -> task.startsWith("r"))).hasSize(2);
        assertThat(desk.waiting()).isEqualTo(8 + 4);
    }

    @Test
    void retriesHoldNoMoreThanTheirShareOfTheMemory() {
        WorkDesk<?, ?> desk = desk(1, answeringAfter(NEVER));
        TurnRequested large =
                TurnRequested.newBuilder(TurnTopics.request("t"))
                        .setPrompt("x".repeat(100 * 1024))
                        .build();
        int retries = 0;
        while (offer(desk, topics.retry(), retries, large) == Answer.TAKEN) {
            retries++;
        }
        int others = 0;
        while (offer(desk, topics.high(), others, large) == Answer.TAKEN) {
            others++;
        }
        assertThat(retries).isEqualTo(2);
        assertThat(others).isEqualTo(8);
    }

    private static TurnRunner answeringAfter(CountDownLatch release) {
        return _ -> {
            release.await();
            return ANSWER;
        };
    }

    /** What comes of a call that is broken off. */
    private interface BrokenOff {
        TurnOutcome outcome(InterruptedException interrupt) throws InterruptedException;
    }

    /** A desk with one call, for t0, that runs until it is broken off. */
    private WorkDesk<?, ?> deskWithARunningCall(BrokenOff brokenOff) {
        WorkDesk<?, ?> desk =
                desk(
                        5,
                        _ -> {
                            try {
                                NEVER.await();
                            } catch (InterruptedException e) {
                                return brokenOff.outcome(e);
                            }
                            return ANSWER;
                        });
        offer(desk, 0, TurnTopics.request("t0"));
        await().atMost(PATIENCE).until(() -> calls.size() == 1);
        return desk;
    }

    private double count(ExecutorMetric metric) {
        return meters.get(metric.id()).counter().count();
    }

    private WorkDesk<TurnRequested, StepCompleted> desk(int concurrency, TurnRunner runner) {
        TurnRunner counted =
                turn -> {
                    calls.add(turn.taskId());
                    return runner.run(turn);
                };
        return new WorkDesk<>(
                new WorkPlan<>(
                        topics.work(counted),
                        new EngineSettings(concurrency, 20, 1 << 20, PATIENCE),
                        Executors.newVirtualThreadPerTaskExecutor()),
                topics.serdes(),
                publisher,
                cancellations,
                new EngineMetrics(meters, "turn"),
                spans,
                Clock.systemUTC(),
                () -> "call");
    }

    private Answer offer(WorkDesk<?, ?> desk, long offset, TurnRequested request) {
        return offer(desk, topics.high(), offset, request);
    }

    private Answer offer(
            WorkDesk<?, ?> desk,
            Topic<String, TurnRequested> lane,
            long offset,
            TurnRequested request) {
        return offer(desk, lane, offset, request, false);
    }

    private Answer offer(
            WorkDesk<?, ?> desk,
            Topic<String, TurnRequested> lane,
            long offset,
            TurnRequested request,
            boolean maybeMade) {
        byte[] value = topics.serdes().serializer(lane).serialize(lane.name(), request);
        return desk.offer(
                new ConsumerRecord<>(
                        lane.name(),
                        0,
                        offset,
                        0,
                        TimestampType.CREATE_TIME,
                        0,
                        value.length,
                        new byte[0],
                        value,
                        headers,
                        Optional.empty()),
                maybeMade,
                (_, completed) -> done.add(completed));
    }

    private Failure failure(int index) {
        return (Failure) result(index);
    }

    private Object result(int index) {
        return event(index).getResult();
    }

    private StepCompleted event(int index) {
        byte[] value = producer.history().get(index).value();
        return topics.serdes()
                .deserializer(topics.outcomes())
                .deserialize(topics.outcomes().name(), value);
    }
}
