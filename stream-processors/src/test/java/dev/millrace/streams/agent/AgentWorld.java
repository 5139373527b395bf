package dev.millrace.streams.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.StepCompleted;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.ToolRequested;
import dev.millrace.TurnRequested;
import dev.millrace.UsageRecorded;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.streams.state.StoredReservation;
import dev.millrace.streams.state.TaskHeader;
import dev.millrace.streams.state.TaskPhase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * An agent of one partition with its stores in memory. Whatever it writes is checked at once
 * against what holds for every task; its timeouts come back to it.
 */
final class AgentWorld {

    static final List<String> STORES =
            List.of(
                    AgentStores.TASKS,
                    AgentStores.TRANSCRIPTS,
                    AgentStores.CONTEXTS,
                    AgentStores.TIMERS,
                    AgentStores.EARLY);

    private static final EventSerdes SERDES = EventSerdes.inMemory();
    private static final Set<TaskState> TERMINAL =
            Set.of(TaskState.completed, TaskState.failed, TaskState.canceled);

    private static final Map<TaskPhase, Set<TaskPhase>> NEXT =
            Map.of(
                    TaskPhase.gathering_context,
                    Set.of(TaskPhase.gathering_context, TaskPhase.turn, TaskPhase.ended),
                    TaskPhase.turn,
                    Set.of(TaskPhase.turn, TaskPhase.tools, TaskPhase.ended),
                    TaskPhase.tools,
                    Set.of(TaskPhase.tools, TaskPhase.turn, TaskPhase.ended),
                    TaskPhase.ended,
                    Set.of(TaskPhase.ended));

    final TestClock clock = new TestClock(TestRecords.START);
    final CountingMetrics metrics = new CountingMetrics();
    final List<TurnRequested> turns = new ArrayList<>();
    final List<TaskEvent> events = new ArrayList<>();
    final List<ToolRequested> tools = new ArrayList<>();
    final List<UsageRecorded> usage = new ArrayList<>();
    final Map<String, TaskResult> results = new HashMap<>();
    final List<String> deadLetters = new ArrayList<>();
    private final Map<String, TaskAdmitted> admitted = new HashMap<>();
    private final Map<String, TaskEvent> last = new HashMap<>();
    private final Map<String, TaskPhase> phases = new HashMap<>();
    private final Set<String> dispatched = new HashSet<>();
    private final Map<String, Integer> underWay = new HashMap<>();
    private final MockProcessorContext<String, byte[]> context = new MockProcessorContext<>();
    private final StateFormat<TaskHeader> headers =
            new StateFormat<>(TaskHeader.class, "TaskHeader-1.avsc", "TaskHeader-2.avsc");
    private PartitionAgent agent;

    AgentWorld() {
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
        agent = start();
    }

    private PartitionAgent start() {
        AgentSettings settings = AgentSettings.defaults();
        return new PartitionAgent(
                context,
                settings,
                new AgentOutputs(SERDES::serializer),
                new WallClock(clock, clock::nanoTime, settings),
                metrics,
                Spans.OFF);
    }

    /** What is only in memory is gone, and what was counted there is counted again. */
    void restart() {
        ActiveTasks before = agent.active();
        agent = start();
        assertThat(agent.active().count()).isEqualTo(before.count());
        assertThat(agent.active().oldest()).isEqualTo(before.oldest());
    }

    /** The agent starts with what the stores hold. */
    ActiveTasks startedAnew() {
        agent = start();
        return agent.active();
    }

    ActiveTasks active() {
        return agent.active();
    }

    void happens(AgentEvent event) {
        if (event instanceof AgentEvent.Admitted(TaskAdmitted task, _)) {
            admitted.putIfAbsent(task.getTaskId(), task);
        }
        agent.receive(new Record<>(event.taskId(), event, clock.millis(), new RecordHeaders()));
        readOutputs();
    }

    /** An event that its task cannot process, if it gets to that. */
    void breaks(AgentEvent event) {
        try {
            happens(event);
        } catch (IllegalArgumentException e) {
            readOutputs();
        }
    }

    void pass(Duration time) {
        clock.pass(time);
        agent.takeDueTimers();
        readOutputs();
    }

    void passInSteps(Duration time, Duration step) {
        for (Duration gone = Duration.ZERO; gone.compareTo(time) < 0; gone = gone.plus(step)) {
            pass(step);
        }
    }

    private void readOutputs() {
        admitted.keySet().forEach(this::checkPhase);
        List<CapturedForward<? extends String, ? extends byte[]>> written =
                List.copyOf(context.forwarded());
        context.resetForwards();
        List<StepCompleted> timeouts = new ArrayList<>();
        for (var forward : written) {
            String sink = forward.childName().orElseThrow();
            byte[] bytes = forward.record().value();
            for (Topic<String, TurnRequested> lane :
                    List.of(Topics.TURNS_REQUESTED_NORMAL, Topics.TURNS_REQUESTED_RETRY)) {
                if (is(sink, lane)) {
                    checkTurn(read(lane, bytes));
                }
            }
            for (Topic<String, ToolRequested> lane :
                    List.of(Topics.TOOLS_REQUESTED, Topics.TOOLS_REQUESTED_RETRY)) {
                if (is(sink, lane)) {
                    checkTool(read(lane, bytes));
                }
            }
            if (is(sink, Topics.TASKS_EVENTS)) {
                checkEvent(read(Topics.TASKS_EVENTS, bytes));
            } else if (is(sink, Topics.TASKS_RESULTS)) {
                checkResult(read(Topics.TASKS_RESULTS, bytes));
            } else if (is(sink, Topics.USAGE_RECORDED)) {
                usage.add(read(Topics.USAGE_RECORDED, bytes));
            } else if (is(sink, Topics.STEPS_COMPLETED)) {
                timeouts.add(read(Topics.STEPS_COMPLETED, bytes));
            } else if (sink.equals(AgentOutputs.sink(Topics.TASKS_ADMITTED.deadLetterName()))) {
                deadLetters.add(forward.record().key());
            }
        }
        admitted.keySet().forEach(this::checkBudget);
        timeouts.forEach(timeout -> happens(new AgentEvent.StepEnded(timeout)));
    }

    private static boolean is(String sink, Topic<String, ?> topic) {
        return sink.equals(AgentOutputs.sink(topic.name()));
    }

    private static <V extends SpecificRecord> V read(Topic<String, V> topic, byte[] bytes) {
        return SERDES.deserializer(topic).deserialize(topic.name(), bytes);
    }

    private void checkPhase(String id) {
        TaskHeader header = header(id);
        TaskPhase before = phases.get(id);
        if (header == null) {
            assertThat(before).isIn(null, TaskPhase.ended);
            return;
        }
        if (before != null) {
            assertThat(NEXT.get(before)).contains(header.getPhase());
        }
        phases.put(id, header.getPhase());
    }

    private void checkTurn(TurnRequested turn) {
        assertThat(dispatched)
                .doesNotContain(turn.getTaskId() + "/" + turn.getStep() + "/" + turn.getAttempt());
        dispatched.add(turn.getTaskId() + "/" + turn.getStep() + "/" + turn.getAttempt());
        assertThat(turn.getStep())
                .isBetween(1, admitted.get(turn.getTaskId()).getAgent().getMaxSteps());
        underWay.merge(turn.getTaskId() + "/" + turn.getStep(), 1, Integer::sum);
        turns.add(turn);
    }

    private void checkTool(ToolRequested tool) {
        String work =
                tool.getTaskId()
                        + "/"
                        + tool.getStep()
                        + "."
                        + tool.getCall()
                        + "/"
                        + tool.getAttempt();
        assertThat(dispatched).doesNotContain(work);
        dispatched.add(work);
        assertThat(admitted.get(tool.getTaskId()).getAgent().getTools()).contains(tool.getTool());
        underWay.merge(tool.getTaskId() + "/" + tool.getStep(), 1, Integer::sum);
        tools.add(tool);
    }

    private void checkEvent(TaskEvent event) {
        events.add(event);
        TaskEvent before = last.put(event.getTaskId(), event);
        assertThat(event.getSequence())
                .isEqualTo(
                        before == null
                                ? admitted.get(event.getTaskId()).getSequence() + 1
                                : before.getSequence() + 1);
        if (before != null) {
            assertThat(before.getState()).as("state before %s", event).isEqualTo(TaskState.working);
            assertThat(event.getStep()).isGreaterThanOrEqualTo(before.getStep());
        }
        if (event.getKind() == TaskEventKind.retry_scheduled && event.getStep() > 0) {
            // An attempt leads to one wait at most.
            assertThat(underWay.merge(event.getTaskId() + "/" + event.getStep(), -1, Integer::sum))
                    .as("attempts without a wait at %s", event)
                    .isNotNegative();
        }
        assertThat(event.getState() == TaskState.working || TERMINAL.contains(event.getState()))
                .isTrue();
    }

    private void checkResult(TaskResult result) {
        assertThat(results.put(result.getTaskId(), result)).as("an earlier result").isNull();
        TaskEvent end = last.get(result.getTaskId());
        assertThat(end.getSequence()).isEqualTo(result.getSequence());
        assertThat(end.getState()).isEqualTo(result.getState()).isIn(TERMINAL);
    }

    private void checkBudget(String id) {
        Long maximum = admitted.get(id).getMaxCostMicroUsd();
        TaskHeader header = header(id);
        if (maximum != null && header != null) {
            assertThat(header.getCostMicroUsd() + reserved(header)).isLessThanOrEqualTo(maximum);
        }
    }

    private static long reserved(TaskHeader header) {
        return header.getReservations().stream().mapToLong(StoredReservation::getMicroUsd).sum();
    }

    /** What is set aside for an attempt. */
    long reserved(TurnRequested turn) {
        TaskHeader header = header(turn.getTaskId());
        return header == null
                ? 0
                : header.getReservations().stream()
                        .filter(one -> one.getStep() == turn.getStep())
                        .filter(one -> one.getAttempt() == turn.getAttempt())
                        .mapToLong(StoredReservation::getMicroUsd)
                        .sum();
    }

    TaskHeader header(String id) {
        return headers.decodeIfPresent(
                context.<KeyValueStore<Bytes, byte[]>>getStateStore(AgentStores.TASKS)
                        .get(StateFormat.key(id)));
    }

    KeyValueStore<Bytes, byte[]> store(String name) {
        return context.getStateStore(name);
    }

    /**
     * A task that an earlier version admitted, with its first turn under way if it asked for one.
     */
    void knows(TaskAdmitted task, long sequence) {
        underWay.put(task.getTaskId() + "/1", 1);
        admitted.put(task.getTaskId(), TaskAdmitted.newBuilder(task).setSequence(sequence).build());
    }

    Set<String> admitted() {
        return admitted.keySet();
    }

    long stored() {
        return STORES.stream()
                .mapToLong(
                        name ->
                                context.<KeyValueStore<Bytes, byte[]>>getStateStore(name)
                                        .approximateNumEntries())
                .sum();
    }
}
