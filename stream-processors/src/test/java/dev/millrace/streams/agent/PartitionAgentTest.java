package dev.millrace.streams.agent;

import static dev.millrace.streams.agent.TestRecords.DEADLINE;
import static dev.millrace.streams.agent.TestRecords.answer;
import static dev.millrace.streams.agent.TestRecords.batches;
import static dev.millrace.streams.agent.TestRecords.task;
import static dev.millrace.streams.agent.TestRecords.taskWithDocument;
import static dev.millrace.streams.agent.TestRecords.timeout;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.TaskState;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.RegistryUnavailableException;
import dev.millrace.eventruntime.TaskLog;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.streams.agent.AgentEvent.Admitted;
import dev.millrace.streams.agent.AgentEvent.BatchScored;
import dev.millrace.streams.agent.AgentEvent.StepEnded;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionAgentTest {

    private static final List<String> STORES =
            List.of(
                    AgentStores.TASKS,
                    AgentStores.TRANSCRIPTS,
                    AgentStores.CONTEXTS,
                    AgentStores.TIMERS,
                    AgentStores.EARLY);

    private static final Place PLACE = new Place(1, 42);

    private final MockProcessorContext<String, byte[]> context = new MockProcessorContext<>();
    private final TestClock clock = new TestClock(TestRecords.START);
    private final CountingMetrics metrics = new CountingMetrics();
    private final EventSerdes serdes = EventSerdes.inMemory();

    @BeforeEach
    void openStores() {
        for (String name : STORES) {
            KeyValueStore<Bytes, byte[]> store =
                    Stores.keyValueStoreBuilder(
                                    Stores.inMemoryKeyValueStore(name),
                                    Serdes.Bytes(),
                                    Serdes.ByteArray())
                            .withLoggingDisabled()
                            .build();
            store.init(context.getStateStoreContext(), store);
            context.addStateStore(store);
        }
    }

    @Test
    void taskGoesOnAfterARestart() {
        restart().receive(record(new Admitted(taskWithDocument("t").build(), PLACE)));
        restart().receive(record(new BatchScored(batches("t", 2).getLast())));
        assertThat(sentTo(AgentOutputs.sink(Topics.TURNS_REQUESTED_NORMAL.name()))).isZero();

        restart().receive(record(new BatchScored(batches("t", 2).getFirst())));
        assertThat(sentTo(AgentOutputs.sink(Topics.TURNS_REQUESTED_NORMAL.name()))).isOne();

        restart().receive(record(new StepEnded(answer("t"))));
        assertThat(sentTo(AgentOutputs.sink(Topics.TASKS_RESULTS.name()))).isOne();
    }

    @Test
    void unfinishedTasksAreCountedAgainAfterARestart() {
        PartitionAgent first = restart();
        first.receive(record(new Admitted(taskWithDocument("old").build(), PLACE)));
        first.receive(record(new Admitted(task("done").build(), PLACE)));
        first.receive(record(new StepEnded(answer("done"))));
        Instant later = TestRecords.START.plusSeconds(90);
        first.receive(record(new Admitted(task("new").setAdmittedAt(later).build(), PLACE)));
        first.receive(record(new Admitted(task("new").setAdmittedAt(later).build(), PLACE)));
        assertThat(first.active().count()).isEqualTo(2);

        PartitionAgent second = restart();
        assertThat(second.active().count()).isEqualTo(2);
        assertThat(second.active().oldest()).isEqualTo(TestRecords.START);

        batches("old", 1).forEach(batch -> second.receive(record(new BatchScored(batch))));
        second.receive(record(new StepEnded(answer("old"))));
        assertThat(second.active().count()).isOne();
        assertThat(second.active().oldest()).isEqualTo(later);

        second.receive(record(new StepEnded(answer("new"))));
        second.receive(record(new StepEnded(answer("new"))));
        assertThat(second.active().count()).isZero();
        assertThat(second.active().oldest()).isNull();
    }

    @Test
    void aStatedTimeOfARequestMakesItsTaskNoOlder() {
        Instant stated = TestRecords.START.minus(Duration.ofDays(2));
        restart().receive(record(new Admitted(task("t").setSubmittedAt(stated).build(), PLACE)));

        assertThat(restart().active().oldest()).isEqualTo(TestRecords.START);
    }

    @Test
    void aStoredTaskThatCannotBeReadKeepsTheOthersFromNothing() {
        restart().receive(record(new Admitted(task("t").build(), PLACE)));
        KeyValueStore<Bytes, byte[]> tasks = context.getStateStore(AgentStores.TASKS);
        tasks.put(StateFormat.key("corrupt"), new byte[] {1, 2, 3});

        PartitionAgent agent = restart();

        assertThat(agent.active().count()).isOne();
        agent.receive(record(new StepEnded(answer("t"))));
        assertThat(sentTo(AgentOutputs.sink(Topics.TASKS_RESULTS.name()))).isOne();
    }

    @Test
    void deadlineIsTakenAfterARestart() {
        restart().receive(record(new Admitted(task("t").build(), PLACE)));
        clock.pass(DEADLINE);
        restart().takeDueTimers();

        assertThat(sentTo(AgentOutputs.sink(Topics.STEPS_COMPLETED.name()))).isOne();
    }

    @Test
    void outcomesThatCameBeforeTheirTaskStillWaitAfterARestart() {
        restart().receive(record(new StepEnded(answer("t"))));
        restart().receive(record(new Admitted(task("t").build(), PLACE)));

        assertThat(sentTo(AgentOutputs.sink(Topics.TASKS_RESULTS.name()))).isOne();
    }

    @Test
    void answerThatLiesBeforeTheTimeoutWins() {
        PartitionAgent agent = restart();
        agent.receive(record(new Admitted(task("t").build(), PLACE)));
        clock.pass(DEADLINE);
        agent.takeDueTimers();
        agent.receive(record(new StepEnded(answer("t"))));
        agent.receive(record(new StepEnded(timeout("t"))));

        assertThat(sentTo(AgentOutputs.sink(Topics.TASKS_RESULTS.name()))).isOne();
        assertThat(metrics.ended(TaskState.completed)).isOne();
        assertThat(metrics.dropped()).containsExactly(Map.entry(DropReason.LATE, 1));
        clock.pass(Duration.ofMinutes(11));
        agent.takeDueTimers();
        assertThat(stored()).isZero();
    }

    @Test
    void timerThatWasTakenIsNotTakenAgain() {
        PartitionAgent agent = restart();
        agent.receive(record(new Admitted(task("t").build(), PLACE)));
        clock.pass(DEADLINE);
        agent.takeDueTimers();
        clock.pass(Duration.ofSeconds(1));
        agent.takeDueTimers();
        restart().takeDueTimers();

        assertThat(sentTo(AgentOutputs.sink(Topics.STEPS_COMPLETED.name()))).isOne();
    }

    @Test
    void timerThatIsDueAlreadyWhenItIsSetIsTaken() {
        PartitionAgent agent = restart();
        agent.takeDueTimers();
        agent.receive(
                record(
                        new Admitted(
                                task("t").setDeadline(clock.instant().minusSeconds(60)).build(),
                                PLACE)));
        agent.takeDueTimers();

        assertThat(sentTo(AgentOutputs.sink(Topics.STEPS_COMPLETED.name()))).isOne();
    }

    @Test
    void stateThatCannotBeReadStopsTheApplicationAndIsNotTheRecordsFault() {
        restart().receive(record(new Admitted(task("t").build(), PLACE)));
        context.<KeyValueStore<Bytes, byte[]>>getStateStore(AgentStores.TASKS)
                .put(StateFormat.key("t"), new byte[] {1, 2, 3});
        context.resetForwards();

        assertThatThrownBy(() -> restart().receive(record(new StepEnded(answer("t")))))
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("TaskHeader");
        assertThat(context.forwarded()).isEmpty();
    }

    @Test
    void onlyTraceAndSessionOfAnEventGoOnWithWhatItCauses() {
        Headers headers =
                new RecordHeaders()
                        .add(TaskLog.TRACEPARENT, "00-1-2-00".getBytes(UTF_8))
                        .add("other", new byte[100]);
        restart()
                .receive(
                        new Record<>(
                                "t",
                                new Admitted(task("t").setSessionId("s").build(), PLACE),
                                clock.millis(),
                                headers));

        assertThat(context.forwarded())
                .hasSize(2)
                .allSatisfy(
                        forward ->
                                assertThat(forward.record().headers())
                                        .extracting(Header::key)
                                        .containsExactly(
                                                TaskLog.TRACEPARENT, TaskLog.SESSION_HEADER));
    }

    @Test
    void recordsCarryTheTimeOfTheDecision() {
        clock.pass(Duration.ofSeconds(3));
        restart().receive(record(new Admitted(task("t").build(), PLACE)).withTimestamp(5));

        assertThat(context.forwarded())
                .allSatisfy(
                        forward ->
                                assertThat(forward.record().timestamp()).isEqualTo(clock.millis()));
    }

    @Test
    void registryThatIsAwayIsNotTheRecordsFault() {
        restart().receive(record(new Admitted(task("t").build(), PLACE)));
        context.resetForwards();
        PartitionAgent withoutRegistry = start(new RegistryAway());

        assertThatThrownBy(() -> withoutRegistry.receive(record(new StepEnded(answer("t")))))
                .hasCauseInstanceOf(RegistryUnavailableException.class);
        assertThat(context.forwarded()).isEmpty();

        restart().receive(record(new StepEnded(answer("t"))));
        assertThat(metrics.ended(TaskState.completed)).isOne();
    }

    private PartitionAgent restart() {
        return start(serdes::serializer);
    }

    private PartitionAgent start(AgentOutputs.Serializers serializers) {
        AgentSettings settings = AgentSettings.defaults();
        return new PartitionAgent(
                context,
                settings,
                new AgentOutputs(serializers),
                new WallClock(clock, clock::nanoTime, settings),
                metrics,
                Spans.OFF);
    }

    private Record<String, AgentEvent> record(AgentEvent event) {
        return new Record<>(event.taskId(), event, clock.millis());
    }

    private long sentTo(String sink) {
        return context.forwarded().stream()
                .map(CapturedForward::childName)
                .filter(name -> name.equals(Optional.of(sink)))
                .count();
    }

    private long stored() {
        return STORES.stream()
                .mapToLong(
                        name ->
                                context.<KeyValueStore<Bytes, byte[]>>getStateStore(name)
                                        .approximateNumEntries())
                .sum();
    }

    private static final class RegistryAway implements AgentOutputs.Serializers {

        @Override
        public <V extends SpecificRecord> Serializer<V> of(Topic<?, V> topic) {
            return (_, _) -> {
                throw new SerializationException(
                        new RegistryUnavailableException("503", new IOException("503")));
            };
        }
    }
}
