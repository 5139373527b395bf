package dev.millrace.gateway.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskRequested;
import dev.millrace.TaskState;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.gateway.audit.AuditAction;
import dev.millrace.gateway.audit.AuditEntry;
import dev.millrace.gateway.audit.AuditOutcome;
import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.events.FakeWriter;
import dev.millrace.gateway.events.NotAcknowledgedException;
import dev.millrace.gateway.http.FakeAudit;
import dev.millrace.gateway.http.FakeView;
import dev.millrace.gateway.identity.Identity;
import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TaskView.Lookup;
import dev.millrace.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeadLetterDeskTest {

    private static final Instant AT = Letters.AT;
    private static final Instant NOW = AT.plusSeconds(3_600);
    private static final Caller OPERATOR = caller("acme", "operator");
    private static final Caller ADMIN = caller("ops", "operator", "admin");
    private static final LetterFilter ALL = filter(null, null, null, null, null, null);

    private final EventSerdes serdes = EventSerdes.inMemory();
    private final FakeLetterLog log = new FakeLetterLog();
    private final Letters letters = new Letters(serdes, log);
    private final FakeWriter kafka = new FakeWriter();
    private final FakeView view = new FakeView();
    private final FakeAudit audit = new FakeAudit();
    private final Fates fates = new Fates();
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final DeadLetterDesk desk =
            new DeadLetterDesk(
                    log,
                    new LetterReader(serdes),
                    fates,
                    new FailedTasks(log, serdes, kafka, view, clock),
                    kafka,
                    audit);

    @BeforeEach
    void complete() {
        fates.markComplete();
    }

    @Test
    void lettersOfAllTopicsComeNewestFirst() {
        LetterId first = letters.garbage("agents.tasks.events", "a", AT);
        LetterId second = letters.failed("task-1", "acme", AT.plusSeconds(1));
        LetterId third = letters.garbage("agents.tasks.events", "b", AT.plusSeconds(2));

        LetterPage page = desk.list(all(ADMIN), ALL, 10, Optional.empty());

        assertThat(page.letters()).extracting(DeadLetter::id).containsExactly(third, second, first);
        assertThat(page.next()).isNull();
        DeadLetter failed = page.letters().get(1);
        assertThat(failed.tenantId()).isEqualTo("acme");
        assertThat(failed.taskId()).isEqualTo("task-1");
        assertThat(failed.agent()).isEqualTo("researcher");
        assertThat(failed.reason()).isEqualTo("deadline");
        assertThat(failed.sourceTopic()).isEqualTo("agents.tasks.admitted");
        assertThat(failed.sourcePartition()).isEqualTo(1);
        assertThat(failed.sourceOffset()).isZero();
        assertThat(failed.at()).isEqualTo(AT.plusSeconds(1));
        DeadLetter garbage = page.letters().getFirst();
        assertThat(garbage.key()).isEqualTo("b");
        assertThat(garbage.tenantId()).isNull();
        assertThat(garbage.sourceOffset()).isEqualTo(17);
    }

    @Test
    void pagesFollowEachOtherWithoutGapsAndWithoutNewerLetters() {
        List<LetterId> expected = new ArrayList<>();
        for (int i = 0; i < 130; i++) {
            Instant at = AT.plusSeconds(i);
            expected.addFirst(
                    i % 3 == 0
                            ? letters.failed("task-" + i, "acme", at)
                            : letters.garbage("agents.tasks.events", "k" + i, at));
        }
        List<LetterId> seen = new ArrayList<>();
        Optional<LetterCursor> cursor = Optional.empty();
        do {
            LetterPage page = desk.list(all(ADMIN), ALL, 7, cursor);
            page.letters().forEach(letter -> seen.add(letter.id()));
            letters.garbage("agents.tasks.results", "new", AT.plusSeconds(1_000));
            cursor =
                    Optional.ofNullable(page.next())
                            .map(next -> LetterCursor.parse(next.toString()).orElseThrow());
        } while (cursor.isPresent());

        assertThat(seen).containsExactlyElementsOf(expected);
    }

    @Test
    void aSearchThatFindsNothingEndsAfterABoundedNumberOfLettersAndGoesOn() {
        for (int i = 0; i < 25_000; i++) {
            letters.garbage("agents.tasks.events", "k" + i, AT.plusSeconds(i));
        }
        LetterFilter wanted = filter(null, null, null, null, "k3 ", null);

        LetterPage first = desk.list(all(ADMIN), wanted, 10, Optional.empty());
        assertThat(first.letters()).isEmpty();
        assertThat(log.reads()).isEqualTo(400);
        LetterPage last = desk.list(all(ADMIN), wanted, 10, Optional.ofNullable(first.next()));

        assertThat(last.letters()).isEmpty();
        assertThat(last.next()).isNull();
    }

    @Test
    void anOperatorSeesTheLettersOfTheOwnTenantOnly() {
        letters.garbage("agents.tasks.events", "acme", AT);
        LetterId own = letters.failed("task-1", "acme", AT);
        LetterId other = letters.failed("task-2", "other", AT);

        assertThat(desk.list(all(OPERATOR), ALL, 10, Optional.empty()).letters())
                .extracting(DeadLetter::id)
                .containsExactly(own);
        assertThat(desk.get(all(OPERATOR), other)).isEmpty();
        assertThat(desk.get(all(ADMIN), other)).isPresent();
        assertThat(desk.get(all(OPERATOR), own)).isPresent();
    }

    @Test
    void filtersNarrowTheList() {
        LetterId garbage = letters.garbage("agents.tasks.events", "a", AT);
        LetterId failed = letters.failed("task-1", "acme", AT.plusSeconds(10));
        fates.set(failed.toString(), new Fate(LetterStatus.DROPPED, null));

        assertThat(found(filter("agents.tasks.events.dlq", null, null, null, null, null)))
                .containsExactly(garbage);
        assertThat(found(filter(null, "deadline", null, null, null, null))).containsExactly(failed);
        assertThat(found(filter(null, "IllegalStateException", null, null, null, null)))
                .containsExactly(garbage);
        assertThat(found(filter(null, null, AT.plusSeconds(5), null, null, null)))
                .containsExactly(failed);
        assertThat(found(filter(null, null, null, AT.plusSeconds(5), null, null)))
                .containsExactly(garbage);
        assertThat(found(filter(null, null, null, null, "SECRET question", null)))
                .containsExactly(failed);
        assertThat(found(filter(null, null, null, null, "GARBAGE", null))).containsExactly(garbage);
        assertThat(found(filter(null, null, null, null, null, LetterStatus.OPEN)))
                .containsExactly(garbage);
        assertThat(found(new LetterFilter(null, null, null, null, "acme", null, null)))
                .containsExactly(failed);
    }

    @Test
    void aRecordGoesBackToItsTopicUnchanged() throws Exception {
        LetterId id = letters.garbage("agents.tasks.events", "a", AT);

        Redrive result = desk.redrive(ADMIN, id);

        assertThat(((Redrive.Done) result).letter().fate().status())
                .isEqualTo(LetterStatus.REDRIVEN);
        ProducerRecord<byte[], byte[]> sent = kafka.written().getFirst();
        assertThat(sent.topic()).isEqualTo("agents.tasks.events");
        assertThat(sent.key()).asString().isEqualTo("a");
        assertThat(sent.value()).asString().isEqualTo("garbage");
        assertThat(sent.headers()).extracting(Header::key).containsExactly("traceparent");
        AuditEntry entry = audit.entries().getFirst();
        assertThat(entry.action()).isEqualTo(AuditAction.DEAD_LETTER_REDRIVE);
        assertThat(entry.target()).isEqualTo(id.toString());
        assertThat(entry.outcome()).isEqualTo(AuditOutcome.OK);

        assertThat(desk.redrive(ADMIN, id)).isInstanceOf(Redrive.Done.class);
        assertThat(kafka.written()).hasSize(1);
    }

    @Test
    void aLetterWithoutValueIsNotSentAsAnEmptyRecord() throws Exception {
        LetterId id = letters.withoutValue("agents.turns.requested.high", "a", AT);

        Redrive result = desk.redrive(ADMIN, id);

        assertThat(((Redrive.Refused) result).reason())
                .contains("no value")
                .contains("offset 17 of partition 1 of agents.turns.requested.high");
        assertThat(kafka.written()).isEmpty();
        assertThat(audit.entries().getFirst().outcome()).isEqualTo(AuditOutcome.REFUSED);
        LetterDetail detail = desk.get(all(ADMIN), id).orElseThrow();
        assertThat(detail.letter().fate()).isEqualTo(Fate.OPEN);
        assertThat(detail.size()).isZero();
        assertThat(found(filter(null, null, null, null, "too large", null))).isEmpty();
        assertThat(desk.drop(ADMIN, id)).isInstanceOf(Redrive.Done.class);
    }

    @Test
    void aFailedTaskWhoseLetterHasNoValueIsNotRunAgain() throws Exception {
        LetterId id = letters.failedWithoutValue("task-1", AT);

        assertThat(desk.redrive(ADMIN, id)).isInstanceOf(Redrive.Refused.class);
        assertThat(kafka.written()).isEmpty();
    }

    @Test
    void aJobGoesOnPastALetterWithoutValue() {
        LetterId id = letters.withoutValue("agents.tasks.events", "a", AT);
        letters.garbage("agents.tasks.events", "b", AT.plusSeconds(1));
        try (RedriveJobs jobs = new RedriveJobs(desk, clock)) {
            String job = jobs.start(ADMIN, ALL, 1_000, 10).id();
            Awaitility.await()
                    .until(
                            () ->
                                    jobs.find(all(ADMIN), job).orElseThrow().state()
                                            == RedriveJob.State.COMPLETED);
            RedriveJob ended = jobs.find(all(ADMIN), job).orElseThrow();
            assertThat(ended.redriven()).isEqualTo(1);
            assertThat(ended.problem()).startsWith(id + ": the letter has no value");
        }
        assertThat(kafka.written())
                .extracting(sent -> new String(sent.key(), StandardCharsets.UTF_8))
                .containsExactly("b");
    }

    @Test
    void aFailedTaskRunsAgainAsANewOneWithItsDocuments() throws Exception {
        LetterId id = letters.failed("task-1", "acme", AT);
        view.answer("task-1", new Lookup.Found(failed("task-1", null)));

        Redrive result = desk.redrive(OPERATOR, id);

        String newTask = ((Redrive.Done) result).letter().fate().redrivenAs();
        assertThat(newTask).matches("redrive-[0-9a-f]{16}");
        ProducerRecord<byte[], byte[]> sent =
                kafka.written(Topics.TASKS_REQUESTED.name()).getFirst();
        assertThat(new String(sent.key(), StandardCharsets.UTF_8)).isEqualTo("acme");
        TaskRequested request =
                serdes.deserializer(Topics.TASKS_REQUESTED).deserialize(sent.topic(), sent.value());
        assertThat(request.getTaskId()).isEqualTo(newTask);
        assertThat(request.getRedriveOf()).isEqualTo("task-1");
        assertThat(request.getDocuments()).hasSize(1);
        assertThat(request.getPrompt()).isEqualTo("a secret question");
        assertThat(request.getAgent()).isEqualTo("researcher");
        assertThat(request.getTenantId()).isEqualTo("acme");
        assertThat(request.getUserId()).isEqualTo("anna");
        assertThat(request.getRoles()).containsExactly("submitter");
        assertThat(request.getMetadata()).containsEntry("k", "v");
        assertThat(request.getMaxCostMicroUsd()).isEqualTo(500_000);
        assertThat(request.getDeadline()).isNull();
        List<TaskEvent> events = events();
        assertThat(events.getFirst().getTaskId()).isEqualTo(newTask);
        assertThat(events.getFirst().getKind()).isEqualTo(TaskEventKind.submitted);
        assertThat(events.getFirst().getRedriveOf()).isEqualTo("task-1");
        TaskEvent redriven = events.getLast();
        assertThat(redriven.getTaskId()).isEqualTo("task-1");
        assertThat(redriven.getKind()).isEqualTo(TaskEventKind.redriven);
        assertThat(redriven.getSequence()).isEqualTo(8);
        assertThat(redriven.getState()).isEqualTo(TaskState.failed);
        assertThat(redriven.getRedrivenAs()).isEqualTo(newTask);
        assertThat(audit.entries().getFirst().details()).containsEntry("newTaskId", newTask);
        assertThat(audit.entries().getFirst().tenantId()).isEqualTo("acme");
    }

    @Test
    void redrivingTwiceGivesTheSameTask() throws Exception {
        LetterId id = letters.failed("task-1", "acme", AT);
        view.answer("task-1", new Lookup.Found(failed("task-1", null)));
        Redrive first = desk.redrive(OPERATOR, id);
        view.answer("task-1", new Lookup.Found(failed("task-1", SecondRuns.taskId(id))));

        Redrive second = desk.redrive(OPERATOR, id);

        assertThat(second).isEqualTo(first);
        assertThat(events())
                .filteredOn(event -> event.getKind() == TaskEventKind.redriven)
                .hasSize(1);
    }

    @Test
    void aTaskWhoseDocumentsAreGoneIsNotRunWithoutThem() throws Exception {
        LetterId id = letters.failedWithoutOriginal("task-1", "acme", AT, 99, "2");

        Redrive result = desk.redrive(OPERATOR, id);

        assertThat(result).isInstanceOf(Redrive.Refused.class);
        assertThat(kafka.written()).isEmpty();
        assertThat(audit.entries().getFirst().outcome()).isEqualTo(AuditOutcome.REFUSED);
        assertThat(desk.get(all(OPERATOR), id).orElseThrow().letter().fate()).isEqualTo(Fate.OPEN);
    }

    @Test
    void aTaskThatHadNoDocumentsIsRunFromItsLetter() throws Exception {
        LetterId id = letters.failedWithoutOriginal("task-1", "acme", AT, 99, "0");

        assertThat(desk.redrive(OPERATOR, id)).isInstanceOf(Redrive.Done.class);
        assertThat(kafka.written(Topics.TASKS_REQUESTED.name())).hasSize(1);
    }

    @Test
    void anotherTasksRecordIsNotTakenForTheOriginal() throws Exception {
        letters.failed("task-0", "acme", AT);
        LetterId id = letters.failedWithoutOriginal("task-1", "acme", AT, 0, "2");

        assertThat(desk.redrive(OPERATOR, id)).isInstanceOf(Redrive.Refused.class);
    }

    @Test
    void nothingIsSentWhileTheOldTaskCannotBeSeen() {
        LetterId id = letters.failed("task-1", "acme", AT);
        view.answer("task-1", new Lookup.Unavailable("moving"));

        assertThatThrownBy(() -> desk.redrive(OPERATOR, id))
                .isInstanceOf(LettersUnavailableException.class);
        assertThat(kafka.written()).isEmpty();
    }

    @Test
    void whatIsNotAcknowledgedIsNotTakenForDone() {
        LetterId id = letters.garbage("agents.tasks.events", "a", AT);
        kafka.failNext(1);

        assertThatThrownBy(() -> desk.redrive(ADMIN, id))
                .isInstanceOf(NotAcknowledgedException.class);

        assertThat(audit.entries()).isEmpty();
        assertThat(desk.get(all(ADMIN), id).orElseThrow().letter().fate()).isEqualTo(Fate.OPEN);
    }

    @Test
    void aDroppedLetterStaysDropped() throws Exception {
        LetterId id = letters.garbage("agents.tasks.events", "a", AT);

        assertThat(desk.drop(OPERATOR, id)).isInstanceOf(Redrive.Unknown.class);
        assertThat(desk.drop(ADMIN, id)).isInstanceOf(Redrive.Done.class);
        assertThat(desk.drop(ADMIN, id)).isInstanceOf(Redrive.Done.class);

        assertThat(audit.entries()).hasSize(1);
        assertThat(desk.redrive(ADMIN, id)).isInstanceOf(Redrive.Refused.class);
        assertThat(kafka.written()).isEmpty();
    }

    @Test
    void aLetterIsShownWithItsContent() {
        LetterId failed = letters.failed("task-1", "acme", AT);
        LetterId garbage = letters.garbage("agents.tasks.events", "a", AT);

        LetterDetail task = desk.get(all(ADMIN), failed).orElseThrow();
        LetterDetail bytes = desk.get(all(ADMIN), garbage).orElseThrow();

        assertThat(task.event().get("prompt").asString()).isEqualTo("a secret question");
        assertThat(task.event().at("/agent/name").asString()).isEqualTo("researcher");
        assertThat(task.headers()).extracting("name").contains("millrace.task");
        assertThat(bytes.event()).isNull();
        assertThat(bytes.base64()).isEqualTo("Z2FyYmFnZQ==");
        assertThat(bytes.size()).isEqualTo(7);
    }

    @Test
    void manyAreRedrivenAtTheRateThatWasAskedFor() {
        IntStream.range(0, 6)
                .forEach(i -> letters.garbage("agents.tasks.events", "k" + i, AT.plusSeconds(i)));
        letters.garbage("agents.tasks.results", "other", AT);
        kafka.failNext(1);
        long start = System.nanoTime();
        try (RedriveJobs jobs = new RedriveJobs(desk, clock)) {
            RedriveJob job =
                    jobs.start(
                            ADMIN,
                            filter(
                                    "agents.tasks.events.dlq",
                                    null,
                                    null,
                                    null,
                                    null,
                                    LetterStatus.OPEN),
                            10,
                            100);
            Awaitility.await()
                    .until(() -> jobs.find(all(ADMIN), job.id()).orElseThrow().redriven() == 6);
            Awaitility.await()
                    .until(
                            () ->
                                    jobs.find(all(ADMIN), job.id()).orElseThrow().state()
                                            == RedriveJob.State.COMPLETED);
            assertThat(jobs.find(all(OPERATOR), job.id())).isEmpty();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofMillis(500));
        assertThat(kafka.written())
                .extracting(sent -> new String(sent.key(), StandardCharsets.UTF_8))
                .containsExactly("k0", "k1", "k2", "k3", "k4", "k5");
    }

    @Test
    void aLimitTakesTheLatest() {
        IntStream.range(0, 6)
                .forEach(i -> letters.garbage("agents.tasks.events", "k" + i, AT.plusSeconds(i)));
        try (RedriveJobs jobs = new RedriveJobs(desk, clock)) {
            RedriveJob job = jobs.start(ADMIN, ALL, 1_000, 2);
            Awaitility.await()
                    .until(
                            () ->
                                    jobs.find(all(ADMIN), job.id()).orElseThrow().state()
                                            == RedriveJob.State.COMPLETED);
        }
        assertThat(kafka.written())
                .extracting(sent -> new String(sent.key(), StandardCharsets.UTF_8))
                .containsExactly("k4", "k5");
    }

    private List<LetterId> found(LetterFilter filter) {
        return desk.list(all(ADMIN), filter, 10, Optional.empty()).letters().stream()
                .map(DeadLetter::id)
                .toList();
    }

    private List<TaskEvent> events() {
        return kafka.written(Topics.TASKS_EVENTS.name()).stream()
                .map(
                        sent ->
                                serdes.deserializer(Topics.TASKS_EVENTS)
                                        .deserialize(sent.topic(), sent.value()))
                .toList();
    }

    private static LetterScope all(Caller caller) {
        return LetterScope.of(caller.identity());
    }

    private static Caller caller(String tenant, String... roles) {
        Set<String> all = Set.of(roles);
        return new Caller(
                new Identity(tenant, "anna", all, all.contains("admin"), ""),
                "127.0.0.1",
                "request");
    }

    private static LetterFilter filter(
            String topic,
            String reason,
            Instant since,
            Instant until,
            String text,
            LetterStatus status) {
        return new LetterFilter(topic, reason, since, until, null, text, status);
    }

    private static TaskStatus failed(String id, String redrivenAs) {
        return new TaskStatus(
                id,
                "acme",
                "researcher",
                TaskState.failed,
                2,
                3,
                AT,
                AT,
                7,
                null,
                null,
                new TaskStatus.Problem("deadline", "", ""),
                null,
                redrivenAs);
    }
}
