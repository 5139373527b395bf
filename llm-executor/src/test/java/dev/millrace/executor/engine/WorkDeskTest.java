package dev.millrace.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.Failure;
import dev.millrace.StepCompleted;
import dev.millrace.TurnRequested;
import dev.millrace.executor.engine.Intake.Answer;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnRunner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
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
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkDeskTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Answered ANSWER = new Answered("a", List.of(), "m", "stop", 1, 1);

    private final TurnTopics topics = new TurnTopics("unused", "desk");
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Publisher publisher = new Publisher(producer);
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
        WorkDesk<?, ?> desk =
                desk(
                        3,
                        _ -> {
                            release.await();
                            return ANSWER;
                        });
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
        WorkDesk<?, ?> desk =
                desk(
                        1,
                        _ -> {
                            release.await();
                            return ANSWER;
                        });
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
        WorkDesk<?, ?> desk =
                desk(
                        5,
                        _ -> {
                            release.await();
                            return ANSWER;
                        });
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
                desk(
                        5,
                        _ -> {
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.set(true);
                                throw e;
                            }
                            return ANSWER;
                        });
        offer(desk, 0, TurnTopics.request("t0"));
        await().atMost(PATIENCE).until(() -> calls.size() == 1);
        desk.abort();
        await().atMost(PATIENCE).untilTrue(interrupted);
        assertThat(producer.history()).isEmpty();
        assertThat(done).isEmpty();
    }

    private WorkDesk<TurnRequested, StepCompleted> desk(int concurrency, TurnRunner runner) {
        TurnRunner counted =
                turn -> {
                    calls.add(turn.taskId());
                    return runner.run(turn);
                };
        return new WorkDesk<>(
                topics.work(counted),
                new EngineSettings(concurrency, 20, 1 << 20, PATIENCE),
                topics.serdes(),
                publisher,
                Executors.newVirtualThreadPerTaskExecutor(),
                new EngineMetrics(new SimpleMeterRegistry(), "turn"),
                Clock.systemUTC(),
                () -> "call");
    }

    private Answer offer(WorkDesk<?, ?> desk, long offset, TurnRequested request) {
        String topic = topics.high().name();
        byte[] value = topics.serdes().serializer(topics.high()).serialize(topic, request);
        return desk.offer(
                new ConsumerRecord<>(topic, 0, offset, new byte[0], value),
                (_, completed) -> done.add(completed));
    }

    private Failure failure(int index) {
        byte[] value = producer.history().get(index).value();
        StepCompleted event =
                topics.serdes()
                        .deserializer(topics.outcomes())
                        .deserialize(topics.outcomes().name(), value);
        return (Failure) event.getResult();
    }
}
