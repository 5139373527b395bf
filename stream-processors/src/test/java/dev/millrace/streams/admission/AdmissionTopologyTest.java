package dev.millrace.streams.admission;

import static dev.millrace.streams.admission.Requests.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.Document;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskRequested;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.agents.AgentCatalogue;
import dev.millrace.agents.ModelProvider;
import dev.millrace.eventruntime.DeadLetters;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.tracing.RecordedSpans;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.eventruntime.tracing.TraceIds;
import dev.millrace.eventruntime.tracing.WorkSpan;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.streams.runtime.TopologyDriver;
import dev.millrace.streams.runtime.TopologyDriver.SettableClock;
import io.opentelemetry.api.trace.SpanKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmissionTopologyTest {

    private static final String REPARTITION =
            "agents-stream-processors-requests-by-tenant-repartition";

    private static final String TRACEPARENT =
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @TempDir Path state;

    @TempDir Path definitions;

    private final SettableClock clock = new SettableClock();
    private final List<String> counted = new ArrayList<>();
    private final List<AdmissionRule> rules = new ArrayList<>();
    private EventSerdes serdes;
    private TopologyDriver topology;

    /** The driver has but one partition: this tenant belongs there, the other does not. */
    private final String atHome = tenantOn(0);

    private final String elsewhere = tenantOn(3);

    private Spans spans = Spans.OFF;

    @BeforeEach
    void start() {
        serdes = EventSerdes.inMemory();
        rules.add(
                task -> {
                    if (task.getPrompt().equals("break")) {
                        throw new IllegalStateException("a rule is broken");
                    }
                    return java.util.Optional.empty();
                });
        open();
    }

    private void open() {
        AdmissionTopology admission =
                new AdmissionTopology(
                        Requests.settings(Map.of("millrace.admission.remember-ids", "10m")),
                        new Agents(
                                AgentCatalogue.load(definitions),
                                new DefaultModel(ModelProvider.OPENAI, "")),
                        rules,
                        serdes,
                        clock,
                        new CountedMetrics(),
                        spans);
        topology = TopologyDriver.tasks(serdes, clock, state, admission::build);
    }

    @AfterEach
    void stop() {
        topology.close();
    }

    @Test
    void aRequestBecomesATaskUnderItsOwnKey() {
        send(request().setTenantId(atHome).setTaskId("t1"));

        List<TestRecord<String, TaskAdmitted>> tasks = topology.read(Topics.TASKS_ADMITTED);
        List<TestRecord<String, TaskEvent>> events = topology.read(Topics.TASKS_EVENTS);
        assertThat(tasks).singleElement().extracting(TestRecord::key).isEqualTo("t1");
        assertThat(events).singleElement().extracting(TestRecord::key).isEqualTo("t1");
        assertThat(events.getFirst().value().getKind()).isEqualTo(TaskEventKind.admitted);
        assertThat(topology.values(Topics.TASKS_RESULTS)).isEmpty();
        assertThat(counted).containsExactly("admitted");
    }

    @Test
    void aTaskThatMayCostWhatNobodyKnowsIsCounted() throws Exception {
        topology.close();
        Files.writeString(definitions.resolve("dear.yml"), "models: [unheard-of]");
        open();

        send(request().setTenantId(atHome).setAgent("dear"));

        assertThat(topology.values(Topics.TASKS_ADMITTED)).hasSize(1);
        assertThat(counted).containsExactly("admitted", "unpriced");
    }

    @Test
    void aRequestWithoutAnIdIsNamedAfterItsPlace() {
        send(request().setTenantId(atHome));
        send(request().setTenantId(atHome));

        assertThat(topology.values(Topics.TASKS_ADMITTED))
                .extracting(TaskAdmitted::getTaskId)
                .containsExactly("agents.tasks.requested-0-0", "agents.tasks.requested-0-1");
    }

    @Test
    void aRequestOnAWrongPartitionGoesThroughThatOfItsTenantAndKeepsItsName() {
        send(request().setTenantId(atHome).setTaskId("first"));
        send(request().setTenantId(elsewhere).setSubmittedAt(Instant.EPOCH));

        assertThat(topology.driver().producedTopicNames()).contains(REPARTITION);
        List<TaskAdmitted> tasks = topology.values(Topics.TASKS_ADMITTED);
        assertThat(tasks)
                .extracting(TaskAdmitted::getTaskId)
                .containsExactly("first", "agents.tasks.requested-0-1");
        assertThat(tasks.getLast().getSubmittedAt()).isEqualTo(clock.instant());
        assertThat(counted).containsExactly("admitted", "rerouted", "admitted");
    }

    @Test
    void aRequestInPlaceTakesNoDetour() {
        send(request().setTenantId(atHome));

        assertThat(topology.driver().producedTopicNames()).doesNotContain(REPARTITION);
    }

    @Test
    void aRequestWithoutAKeyIsTreatedLikeAnyOther() {
        topology.send(
                Topics.TASKS_REQUESTED,
                new TestRecord<>(null, request().setTenantId(elsewhere).build(), clock.instant()));

        assertThat(topology.values(Topics.TASKS_ADMITTED)).hasSize(1);
    }

    @Test
    void aRepeatedIdIsDroppedAndCountedUntilItIsForgotten() {
        send(request().setTenantId(atHome).setTaskId("t1"));
        send(request().setTenantId(atHome).setTaskId("t1").setPrompt("Something else?"));
        topology.advance(Duration.ofMinutes(9));
        send(request().setTenantId(atHome).setTaskId("t1"));

        assertThat(topology.values(Topics.TASKS_ADMITTED)).hasSize(1);
        assertThat(topology.values(Topics.TASKS_EVENTS)).hasSize(1);
        assertThat(counted).containsExactly("admitted", "DUPLICATE", "DUPLICATE");

        topology.advance(Duration.ofMinutes(1));
        send(request().setTenantId(atHome).setTaskId("t1"));

        assertThat(topology.values(Topics.TASKS_ADMITTED)).hasSize(1);
        assertThat(counted).endsWith("forgotten 1", "admitted");
    }

    @Test
    void theIdOfAnotherTenantIsDroppedAndCountedApart() {
        send(request().setTenantId(atHome).setTaskId("t1"));
        send(request().setTenantId(elsewhere).setTaskId("t1"));

        assertThat(topology.values(Topics.TASKS_ADMITTED)).hasSize(1);
        assertThat(counted).containsExactly("admitted", "rerouted", "FOREIGN_DUPLICATE");
    }

    @Test
    void idsAreForgottenABoundedNumberAtATime() {
        for (int i = 0; i < 1_200; i++) {
            send(request().setTenantId(atHome).setTaskId("t" + i));
        }
        counted.clear();

        topology.advance(Duration.ofMinutes(10));
        topology.advance(Duration.ofSeconds(1));
        topology.advance(Duration.ofSeconds(1));
        topology.advance(Duration.ofSeconds(1));

        assertThat(counted).containsExactly("forgotten 500", "forgotten 500", "forgotten 200");
        assertThat(topology.driver().getKeyValueStore("seen-by-task").approximateNumEntries())
                .isZero();
    }

    @Test
    void anInvalidRequestIsRejectedOnceAndTheNextGoesOn() {
        send(request().setTenantId(atHome).setTaskId("bad").setPrompt(""));
        send(request().setTenantId(atHome).setTaskId("bad").setPrompt(""));
        send(request().setTenantId(atHome).setTaskId("good"));

        List<TestRecord<String, TaskResult>> results = topology.read(Topics.TASKS_RESULTS);
        assertThat(results).singleElement().extracting(TestRecord::key).isEqualTo("bad");
        assertThat(results.getFirst().value().getState()).isEqualTo(TaskState.rejected);
        assertThat(results.getFirst().value().getError().getDetail()).contains("prompt");
        assertThat(topology.values(Topics.TASKS_EVENTS))
                .extracting(TaskEvent::getKind)
                .containsExactly(TaskEventKind.rejected, TaskEventKind.admitted);
        assertThat(topology.values(Topics.TASKS_ADMITTED)).hasSize(1);
        assertThat(counted).containsExactly("rejected validation", "DUPLICATE", "admitted");
    }

    @Test
    void aTaskThatWouldBeTooLargeIsRejected() {
        String text = "x".repeat(9 * 1024 * 1024 - 10_000);
        send(
                request()
                        .setTenantId(atHome)
                        .setTaskId("huge")
                        .setDocuments(List.of(new Document("d", "", text))));

        assertThat(topology.values(Topics.TASKS_ADMITTED)).isEmpty();
        assertThat(topology.values(Topics.TASKS_RESULTS))
                .singleElement()
                .satisfies(
                        result ->
                                assertThat(result.getError().getDetail()).startsWith("documents:"));
    }

    @Test
    void bytesThatAreNoEventBecomeADeadLetterAndTheNextGoesOn() {
        topology.sendBytes(Topics.TASKS_REQUESTED, atHome, "garbage".getBytes(UTF_8));
        send(request().setTenantId(atHome));

        assertThat(topology.deadLetters(Topics.TASKS_REQUESTED))
                .singleElement()
                .satisfies(
                        letter -> {
                            assertThat(letter.value()).isEqualTo("garbage".getBytes(UTF_8));
                            assertThat(header(letter, DeadLetters.TOPIC_HEADER))
                                    .isEqualTo("agents.tasks.requested");
                            assertThat(header(letter, DeadLetters.OFFSET_HEADER)).isEqualTo("0");
                        });
        assertThat(topology.values(Topics.TASKS_ADMITTED)).hasSize(1);
    }

    @Test
    void aTombstoneIsDroppedAndCounted() {
        topology.sendBytes(Topics.TASKS_REQUESTED, atHome, null);

        assertThat(counted).containsExactly("TOMBSTONE");
        assertThat(topology.deadLetters(Topics.TASKS_REQUESTED)).isEmpty();
    }

    @Test
    void whenAdmissionItselfFailsTheCallerHasAnAnswerAndTheRecordIsADeadLetter() {
        send(request().setTenantId(atHome).setTaskId("t1").setPrompt("break"));
        send(request().setTenantId(atHome).setTaskId("t2"));

        assertThat(topology.values(Topics.TASKS_RESULTS))
                .singleElement()
                .satisfies(
                        result -> {
                            assertThat(result.getTaskId()).isEqualTo("t1");
                            assertThat(result.getError().getType()).isEqualTo("internal");
                        });
        assertThat(topology.deadLetters(Topics.TASKS_REQUESTED)).hasSize(1);
        assertThat(topology.values(Topics.TASKS_ADMITTED))
                .extracting(TaskAdmitted::getTaskId)
                .containsExactly("t2");
    }

    @Test
    void theTraceGoesOnAndOtherHeadersDoNot() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("traceparent", "00-a-b-01".getBytes(UTF_8));
        headers.add("tracestate", new byte[10_000]);
        headers.add("x-large", new byte[10_000]);
        topology.send(
                Topics.TASKS_REQUESTED,
                new TestRecord<>(
                        elsewhere,
                        request().setTenantId(elsewhere).build(),
                        headers,
                        clock.instant()));

        TestRecord<String, TaskAdmitted> task = topology.read(Topics.TASKS_ADMITTED).getFirst();
        assertThat(task.headers().toArray())
                .singleElement()
                .satisfies(header -> assertThat(header.key()).isEqualTo("traceparent"));
    }

    @Test
    void aTaskCarriesItsOwnSpanWhichBelongsToItsAdmission() {
        RecordedSpans recorded = traced();
        RecordHeaders headers = new RecordHeaders();
        headers.add("traceparent", TRACEPARENT.getBytes(UTF_8));
        topology.send(
                Topics.TASKS_REQUESTED,
                new TestRecord<>(
                        atHome,
                        request().setTenantId(atHome).setTaskId("t1").build(),
                        headers,
                        clock.instant()));

        WorkSpan admission = recorded.told().getFirst();
        assertThat(admission.name()).isEqualTo("agents.tasks.requested process");
        assertThat(admission.kind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(admission.parentId()).isEqualTo("00f067aa0ba902b7");
        assertThat(admission.context().traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(admission.error()).isEmpty();
        assertThat(traceparent(Topics.TASKS_ADMITTED))
                .isEqualTo(admission.context().child(TraceIds.ofTask("t1")).toString());
    }

    @Test
    void aTaskWithoutATraceBeginsTheSameOneWhenItIsReadAgain() {
        RecordedSpans recorded = traced();
        send(request().setTenantId(atHome).setTaskId("t1"));
        String first = traceparent(Topics.TASKS_ADMITTED);
        topology.close();
        // The driver forgets what it had, as a transaction that is aborted does.
        open();
        send(request().setTenantId(atHome).setTaskId("t1"));

        assertThat(traceparent(Topics.TASKS_ADMITTED)).isEqualTo(first);
        assertThat(recorded.told()).hasSize(2);
        assertThat(recorded.told().getFirst().context())
                .isEqualTo(recorded.told().getLast().context());
        assertThat(recorded.told().getFirst().parentId()).isNull();
    }

    @Test
    void aRequestThatIsTurnedAwayHasASpanThatSaysWhy() {
        RecordedSpans recorded = traced();
        send(request().setTenantId(atHome).setTaskId("t1").setPrompt(" "));

        WorkSpan admission = recorded.told().getFirst();
        assertThat(admission.error()).isEqualTo("validation");
        assertThat(traceparent(Topics.TASKS_RESULTS)).isEqualTo(admission.context().toString());
    }

    private RecordedSpans traced() {
        topology.close();
        RecordedSpans recorded = new RecordedSpans();
        spans = recorded;
        open();
        return recorded;
    }

    private String traceparent(Topic<String, ?> topic) {
        return new String(
                topology.read(topic).getFirst().headers().lastHeader("traceparent").value(), UTF_8);
    }

    @Test
    void theTopologyIsTheApprovedOne() throws Exception {
        topology.assertDescribedAs("/topologies/admission.txt");
    }

    private void send(TaskRequested.Builder request) {
        topology.send(Topics.TASKS_REQUESTED, request.getTenantId(), request.build());
    }

    private static String header(TestRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static String tenantOn(int partition) {
        for (int i = 0; ; i++) {
            String tenant = "tenant-" + i;
            if (Utils.toPositive(Utils.murmur2(tenant.getBytes(UTF_8))) % 4 == partition) {
                return tenant;
            }
        }
    }

    private final class CountedMetrics implements AdmissionMetrics {

        @Override
        public void admitted() {
            counted.add("admitted");
        }

        @Override
        public void unpriced() {
            counted.add("unpriced");
        }

        @Override
        public void rejected(TaskResult result) {
            counted.add("rejected " + result.getError().getType());
        }

        @Override
        public void dropped(Drop reason) {
            counted.add(reason.name());
        }

        @Override
        public void rerouted() {
            counted.add("rerouted");
        }

        @Override
        public void forgotten(int ids) {
            counted.add("forgotten " + ids);
        }
    }
}
