package dev.millrace.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.StepDecision;
import dev.millrace.TaskError;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.eventruntime.DeadLetters;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskViewTopologyTest {

    private static final Duration TTL = Duration.ofDays(7);
    private static final Instant START = TaskRecords.SUBMITTED.plusSeconds(10);

    private final EventSerdes serdes = EventSerdes.inMemory();
    private final Heard heard = new Heard();

    @TempDir Path folder;
    private TopologyTestDriver driver;
    private TestInputTopic<String, TaskEvent> events;
    private TestInputTopic<String, TaskResult> results;

    @BeforeEach
    void start() {
        Properties properties = properties();
        driver = new TopologyTestDriver(topology(properties), properties, START);
        events =
                driver.createInputTopic(
                        Topics.TASKS_EVENTS.name(),
                        new StringSerializer(),
                        serdes.serializer(Topics.TASKS_EVENTS));
        results =
                driver.createInputTopic(
                        Topics.TASKS_RESULTS.name(),
                        new StringSerializer(),
                        serdes.serializer(Topics.TASKS_RESULTS));
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void theTopologyIsTheApprovedOne() throws IOException {
        try (var approved = getClass().getResourceAsStream("/task-view-topology.txt")) {
            assertThat(topology(properties()).describe().toString().strip())
                    .isEqualTo(new String(approved.readAllBytes(), StandardCharsets.UTF_8).strip());
        }
    }

    @Test
    void eventsAndResultMakeOneTask() {
        pipe(TaskRecords.submitted(), TaskRecords.admitted(), TaskRecords.working());
        results.pipeInput(TaskRecords.TASK, TaskRecords.result().build());
        pipe(TaskRecords.completed());

        TaskStatus task = task(TaskRecords.TASK);
        assertThat(task.state()).isEqualTo(TaskState.completed);
        assertThat(task.maxSteps()).isEqualTo(3);
        assertThat(task.result().text()).isEqualTo("An answer [1]");
        // The last one belongs to the timeline, though the task has ended with its result.
        assertThat(heard.changed).containsOnly(TaskRecords.TASK).hasSize(5);
    }

    @Test
    void repeatedAndLateRecordsAreCountedAndChangeNothing() {
        pipe(TaskRecords.submitted(), TaskRecords.working());
        TaskStatus before = task(TaskRecords.TASK);

        pipe(TaskRecords.working(), TaskRecords.admitted(), TaskRecords.submitted());

        assertThat(task(TaskRecords.TASK)).isEqualTo(before);
        assertThat(heard.dropped).containsExactly(ViewDrop.STALE, ViewDrop.STALE, ViewDrop.STALE);
    }

    @Test
    void tombstonesAndRecordsWithoutKeyAreCountedAndPassedOver() {
        pipe(TaskRecords.submitted());
        events.pipeInput(TaskRecords.TASK, null);
        events.pipeInput(null, TaskRecords.working());

        assertThat(task(TaskRecords.TASK).state()).isEqualTo(TaskState.submitted);
        assertThat(heard.dropped).containsExactly(ViewDrop.TOMBSTONE, ViewDrop.NO_KEY);
    }

    @Test
    void recordsOfAnotherTenantAreCountedAndPassedOver() {
        pipe(TaskRecords.submitted());

        results.pipeInput(TaskRecords.TASK, TaskRecords.result().setTenantId("another").build());

        assertThat(task(TaskRecords.TASK).state()).isEqualTo(TaskState.submitted);
        assertThat(heard.dropped).containsExactly(ViewDrop.FOREIGN_TENANT);
    }

    @Test
    void whatIsNotAnEventBecomesADeadLetterAndTheViewGoesOn() {
        byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
        driver.createInputTopic(
                        Topics.TASKS_EVENTS.name(),
                        new StringSerializer(),
                        new ByteArraySerializer())
                .pipeInput(TaskRecords.TASK, garbage);
        events.pipeInput("another-key", TaskRecords.submitted());
        pipe(TaskRecords.submitted());

        List<TestRecord<byte[], byte[]>> letters =
                deadLetters(Topics.TASKS_EVENTS.deadLetterName());
        assertThat(letters).hasSize(2);
        assertThat(letters.getFirst().value()).isEqualTo(garbage);
        assertThat(letters.getFirst().headers().lastHeader(DeadLetters.EXCEPTION_HEADER))
                .isNotNull();
        assertThat(letters.getLast().key())
                .isEqualTo("another-key".getBytes(StandardCharsets.UTF_8));
        assertThat(task(TaskRecords.TASK).state()).isEqualTo(TaskState.submitted);
    }

    @Test
    void garbageOnTheResultsBecomesADeadLetterOfTheResults() {
        driver.createInputTopic(
                        Topics.TASKS_RESULTS.name(),
                        new StringSerializer(),
                        new ByteArraySerializer())
                .pipeInput(TaskRecords.TASK, new byte[] {1, 2, 3});

        assertThat(deadLetters(Topics.TASKS_RESULTS.deadLetterName())).hasSize(1);
    }

    @Test
    void aTaskIsForgottenSomeTimeAfterItsLastChange() {
        pipe(TaskRecords.submitted());
        driver.advanceWallClockTime(TTL.minusDays(1));
        Instant now = START.plus(TTL).minus(Duration.ofDays(1));
        pipe(TaskEvent.newBuilder(TaskRecords.working()).setAt(now).build());

        driver.advanceWallClockTime(Duration.ofDays(2));
        assertThat(task(TaskRecords.TASK).state()).isEqualTo(TaskState.working);

        driver.advanceWallClockTime(TTL);
        assertThat(task(TaskRecords.TASK)).isNull();
        assertThat(entries(TaskStore.DUE)).isZero();
        assertThat(heard.expired).isEqualTo(1);
    }

    @Test
    void manyTasksAreForgottenInBoundedSteps() {
        for (int i = 0; i < TaskStore.MAX_EXPIRED_AT_ONCE + 100; i++) {
            events.pipeInput(
                    "task-" + i,
                    TaskEvent.newBuilder(TaskRecords.submitted()).setTaskId("task-" + i).build());
        }
        driver.advanceWallClockTime(TTL.minusSeconds(20));
        assertThat(heard.expired).isZero();

        driver.advanceWallClockTime(Duration.ofSeconds(10));
        assertThat(heard.expired).isEqualTo(TaskStore.MAX_EXPIRED_AT_ONCE);
        driver.advanceWallClockTime(Duration.ofSeconds(10));

        assertThat(entries(TaskStore.TASKS)).isZero();
        assertThat(entries(TaskStore.DUE)).isZero();
    }

    @Test
    void aViewThatIsBuiltAnewPassesOverWhatItWouldForgetAtOnce() {
        TaskEvent old =
                TaskEvent.newBuilder(TaskRecords.submitted())
                        .setAt(START.minus(TTL).minusSeconds(1))
                        .build();

        pipe(old);

        assertThat(task(TaskRecords.TASK)).isNull();
        assertThat(heard.dropped).containsExactly(ViewDrop.EXPIRED);
    }

    @Test
    void theTimelineHoldsEachEventInOrderAlsoLateOnes() {
        pipe(TaskRecords.submitted(), TaskRecords.working(), TaskRecords.admitted());
        results.pipeInput(TaskRecords.TASK, TaskRecords.result().build());
        pipe(TaskRecords.completed(), TaskRecords.completed());

        assertThat(timeline())
                .extracting(TimelineEvent::kind)
                .containsExactly(
                        TaskEventKind.submitted,
                        TaskEventKind.admitted,
                        TaskEventKind.step_requested,
                        TaskEventKind.completed);
    }

    @Test
    void timelinesOfTasksWhoseIdsLookLikeKeysStayApart() {
        String other = TaskRecords.TASK + "|0000000000000000001";
        pipe(TaskRecords.submitted(), TaskRecords.working());
        events.pipeInput(
                other, TaskEvent.newBuilder(TaskRecords.submitted()).setTaskId(other).build());

        assertThat(timeline()).hasSize(2);
        assertThat(TimelineStore.read(driver.getKeyValueStore(TimelineStore.EVENTS), other))
                .hasSize(1);
    }

    @Test
    void aTimelineKeepsABoundedNumberOfEvents() {
        for (int i = 0; i < TimelineStore.MAX_EVENTS + 5; i++) {
            pipe(TaskRecords.event(i, TaskEventKind.retry_scheduled, TaskState.working).build());
        }
        pipe(TaskRecords.submitted());

        assertThat(timeline()).hasSize(TimelineStore.MAX_EVENTS);
        assertThat(timeline().getFirst().sequence()).isEqualTo(5);
    }

    @Test
    void anEventOfTheTimelineStaysUnder64KiB() {
        String text = "\u4E2D".repeat(100_000);
        pipe(
                TaskRecords.event(2, TaskEventKind.step_completed, TaskState.working)
                        .setDetail(text)
                        .setModel(text)
                        .setError(new TaskError(text, text, text))
                        .setDecision(
                                StepDecision.newBuilder()
                                        .setCallId(text)
                                        .setInput(text)
                                        .setReasoning(text)
                                        .setAction(text)
                                        .setParameters(text)
                                        .setResult(text)
                                        .setTarget(text)
                                        .setError(new TaskError(text, text, text))
                                        .build())
                        .build());

        TimelineEvent event = timeline().getFirst();
        assertThat(TimelineSerde.toBytes(event)).hasSizeLessThan(64 * 1024);
        assertThat(event.decision().result()).hasSize(4_096).matches("\u4E2D+");
    }

    @Test
    void aTimelineIsForgottenWithItsTask() {
        pipe(TaskRecords.submitted(), TaskRecords.working());

        driver.advanceWallClockTime(TTL.plusSeconds(10));

        assertThat(entries(TimelineStore.EVENTS)).isZero();
    }

    @Test
    void recordsOfAnotherTenantAreNotInTheTimeline() {
        pipe(TaskRecords.submitted());
        pipe(TaskEvent.newBuilder(TaskRecords.working()).setTenantId("another").build());

        assertThat(timeline()).hasSize(1);
    }

    @Test
    void anotherRunIsShownAndChangesNothingElse() {
        pipe(TaskRecords.submitted(), TaskRecords.failed());
        TaskStatus failed = task(TaskRecords.TASK);

        pipe(
                TaskRecords.event(4, TaskEventKind.redriven, TaskState.working)
                        .setRedrivenAs("redrive-1")
                        .build());

        TaskStatus task = task(TaskRecords.TASK);
        assertThat(task.redrivenAs()).isEqualTo("redrive-1");
        assertThat(task.state()).isEqualTo(TaskState.failed);
        assertThat(task.error()).isEqualTo(failed.error());
        assertThat(timeline().getLast().kind()).isEqualTo(TaskEventKind.redriven);
    }

    @Test
    void anotherRunNamesTheFirst() {
        pipe(TaskEvent.newBuilder(TaskRecords.submitted()).setRedriveOf("failed-one").build());
        pipe(TaskRecords.working());
        results.pipeInput(TaskRecords.TASK, TaskRecords.result().build());

        assertThat(task(TaskRecords.TASK).redriveOf()).isEqualTo("failed-one");
    }

    @Test
    void aFollowerReadsOnBehindWhatItHas() {
        pipe(TaskRecords.submitted(), TaskRecords.admitted(), TaskRecords.working());

        assertThat(TimelineStore.readNext(store(TimelineStore.EVENTS), TaskRecords.TASK, -1))
                .isEqualTo(timeline());
        assertThat(TimelineStore.readNext(store(TimelineStore.EVENTS), TaskRecords.TASK, 0))
                .isEqualTo(timeline().subList(1, 3));
        assertThat(TimelineStore.readNext(store(TimelineStore.EVENTS), TaskRecords.TASK, 2))
                .isEmpty();
    }

    private List<TimelineEvent> timeline() {
        return TimelineStore.read(driver.getKeyValueStore(TimelineStore.EVENTS), TaskRecords.TASK);
    }

    @Test
    void nothingOfThePromptIsKept() {
        pipe(TaskRecords.submitted());
        results.pipeInput(TaskRecords.TASK, TaskRecords.result().build());

        byte[] bytes = this.<byte[]>store(TaskStore.TASKS).get(TaskRecords.TASK);
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
        assertThat(timeline().toString()).doesNotContain("secret");
    }

    private void pipe(TaskEvent... all) {
        for (TaskEvent event : all) {
            events.pipeInput(TaskRecords.TASK, event);
        }
    }

    private TaskStatus task(String id) {
        byte[] bytes = this.<byte[]>store(TaskStore.TASKS).get(id);
        return bytes == null ? null : TaskStatusSerde.fromBytes(id, bytes);
    }

    private long entries(String store) {
        try (var all = this.<byte[]>store(store).all()) {
            long count = 0;
            while (all.hasNext()) {
                all.next();
                count++;
            }
            return count;
        }
    }

    private <V> KeyValueStore<String, V> store(String name) {
        return driver.getKeyValueStore(name);
    }

    private List<TestRecord<byte[], byte[]>> deadLetters(String topic) {
        TestOutputTopic<byte[], byte[]> letters =
                driver.createOutputTopic(
                        topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        return letters.readRecordsToList();
    }

    private Topology topology(Properties properties) {
        StreamsBuilder builder =
                new StreamsBuilder(new TopologyConfig(new StreamsConfig(properties)));
        new TaskViewTopology(serdes, settings(), heard).build(builder);
        new ClaimTopology(serdes, new ClaimDecisions(), heard).build(builder);
        return builder.build();
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.putAll(
                ViewConfiguration.properties(
                        new KafkaConnection("127.0.0.1:1", Map.of()),
                        settings(),
                        new ViewProgress()));
        return properties;
    }

    private ViewSettings settings() {
        return new ViewSettings(folder, TTL, "1", Duration.ofSeconds(10), 1, Map.of());
    }

    private static final class Heard implements ViewListener {

        private final List<String> changed = new ArrayList<>();
        private final List<ViewDrop> dropped = new ArrayList<>();
        private int expired;

        @Override
        public void changed(String taskId) {
            changed.add(taskId);
        }

        @Override
        public void dropped(ViewDrop reason) {
            dropped.add(reason);
        }

        @Override
        public void expired(int tasks) {
            expired += tasks;
        }
    }
}
