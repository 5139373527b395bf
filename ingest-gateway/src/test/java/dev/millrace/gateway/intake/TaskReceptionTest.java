package dev.millrace.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import dev.millrace.TaskState;
import dev.millrace.eventruntime.TraceParent;
import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.http.FakeAudit;
import dev.millrace.gateway.http.FakeView;
import dev.millrace.gateway.identity.Identity;
import dev.millrace.gateway.submission.NewTask;
import dev.millrace.gateway.submission.SubmissionFailedException;
import dev.millrace.gateway.submission.SubmissionRules;
import dev.millrace.gateway.submission.TaskIds;
import dev.millrace.gateway.submission.TaskPriority;
import dev.millrace.gateway.view.Claim;
import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TaskView.Lookup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TaskReceptionTest {

    private static final IdempotencyKey KEY = new IdempotencyKey("a-key");
    private static final Duration LONG_AGO = Duration.ofHours(1);

    private final FakeView view = new FakeView();
    private final FakeAudit audit = new FakeAudit();
    private final List<NewTask> submitted = new CopyOnWriteArrayList<>();
    private final List<NewTask> passed = new CopyOnWriteArrayList<>();
    private volatile Instant now = Instant.parse("2026-11-21T08:00:00Z");
    private volatile boolean refusing;
    private volatile boolean kafkaAway;
    private volatile long sequence = 2;
    private volatile Runnable beforeSubmission = () -> {};

    private final InstantSource time = () -> now;
    private final Clock clock = time.withZone(ZoneOffset.UTC);
    private final TaskReception reception = instance();
    private final TaskReception another = instance();

    private TaskReception instance() {
        return new TaskReception(
                List.of(this::gate),
                new TaskIds(clock),
                clock,
                this::submit,
                audit,
                view,
                view,
                view,
                new SimpleMeterRegistry());
    }

    @Test
    void withoutAKeyEachRequestIsATask() {
        assertThat(receive("Why?", null).task().id())
                .isNotEqualTo(receive("Why?", null).task().id());
        assertThat(submitted).hasSize(2);
    }

    @Test
    void aRepeatedRequestIsTheTaskThatItWas() {
        Received first = receive("Why?", KEY);
        now = now.plusSeconds(60);
        Received second = receive("Why?", KEY);

        assertThat(first.replayed()).isFalse();
        assertThat(second.replayed()).isTrue();
        assertThat(second.task()).isEqualTo(first.task());
        assertThat(submitted).hasSize(1);
        assertThat(audit.notes()).hasSize(1);
    }

    @Test
    void aRepeatedRequestPassesNoGate() {
        receive("Why?", KEY);
        refusing = true;

        assertThat(receive("Why?", KEY).replayed()).isTrue();
        assertThat(passed).hasSize(1);
    }

    @Test
    void anotherRequestOfTheKeyIsRefused() {
        receive("Why?", KEY);

        assertRefused(() -> receive("How?", KEY), Refusal.KEY_REUSED);
        assertThat(submitted).hasSize(1);
    }

    @Test
    void whatMeansTheSameIsTheSameRequest() {
        Map<String, String> one = new LinkedHashMap<>();
        one.put("a", "1");
        one.put("b", "2");
        Map<String, String> other = new LinkedHashMap<>();
        other.put("b", "2");
        other.put("a", "1");

        String id = receive(submission("Why?", one), "tenant", KEY).task().id();

        assertThat(receive(submission("Why?", other), "tenant", KEY).task().id()).isEqualTo(id);
    }

    @Test
    void tenantsHaveKeysOfTheirOwn() {
        receive(submission("Why?", Map.of()), "tenant", KEY);
        Received other = receive(submission("How?", Map.of()), "another", KEY);

        assertThat(other.replayed()).isFalse();
        assertThat(submitted).hasSize(2);
    }

    @Test
    void aRefusedRequestLeavesItsKeyFree() {
        refusing = true;
        assertRefused(() -> receive("Why?", KEY), Refusal.OVERLOADED);
        refusing = false;

        assertThat(receive("How?", KEY).replayed()).isFalse();
        assertThat(submitted).extracting(NewTask::prompt).containsExactly("How?");
    }

    @Test
    void aClaimWhoseGatewayDiedIsSubmittedByTheNextRequestUnderItsId() {
        kafkaAway = true;
        assertThatThrownBy(() -> receive("Why?", KEY))
                .isInstanceOf(SubmissionFailedException.class);
        kafkaAway = false;
        now = now.plus(LONG_AGO);

        Received second = receive("Why?", KEY);

        assertThat(second.replayed()).isTrue();
        assertThat(submitted).hasSize(1);
        assertThat(submitted.getFirst().id()).isEqualTo(second.task().id());
        assertThat(submitted.getFirst().createdAt()).isEqualTo(now);
        assertThat(receive("Why?", KEY).task().id()).isEqualTo(second.task().id());
        assertThat(submitted).hasSize(1);
    }

    @Test
    void aTaskWhoseRequestMayBeMissingIsSubmittedAgainByAnotherInstance() {
        sequence = 0;
        String id = receive("Why?", KEY).task().id();
        now = now.plus(LONG_AGO);

        assertThat(elsewhere("Why?").task().id()).isEqualTo(id);

        assertThat(submitted).extracting(NewTask::id).containsExactly(id, id);
    }

    @Test
    void whatAnInstanceHasHandedOverItSubmitsNotAgainWhileAdmissionIsBehind() {
        sequence = 0;
        String id = receive("Why?", KEY).task().id();
        now = now.plus(LONG_AGO);

        for (int i = 0; i < 200; i++) {
            assertThat(receive("Why?", KEY).replayed()).isTrue();
            assertThat(elsewhere("Why?").replayed()).isTrue();
        }

        assertThat(submitted).extracting(NewTask::id).containsExactly(id, id);
        assertThat(audit.notes()).hasSize(2);
    }

    @Test
    void ofManyWhoFindALeftClaimOneSubmits() throws Exception {
        kafkaAway = true;
        assertThatThrownBy(() -> receive("Why?", KEY))
                .isInstanceOf(SubmissionFailedException.class);
        kafkaAway = false;
        sequence = 0;
        now = now.plus(LONG_AGO);

        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Received>> all =
                    IntStream.range(0, 200)
                            .mapToObj(_ -> callers.submit(() -> receive("Why?", KEY)))
                            .toList();
            for (Future<Received> one : all) {
                assertThat(one.get().replayed()).isTrue();
            }
        }
        assertThat(submitted).hasSize(1);
    }

    @Test
    void whoWaitsForAnotherRequestOfTheKeyFailsAsThatDoes() throws Exception {
        CountDownLatch submitting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        beforeSubmission =
                () -> {
                    submitting.countDown();
                    awaitQuietly(goOn);
                };
        kafkaAway = true;
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Received> first = callers.submit(() -> receive("Why?", KEY));
            submitting.await();
            List<Future<Received>> others =
                    IntStream.range(0, 20)
                            .mapToObj(_ -> callers.submit(() -> receive("Why?", KEY)))
                            .toList();
            await().during(Duration.ofMillis(100))
                    .until(() -> others.stream().noneMatch(Future::isDone));
            goOn.countDown();

            assertThatThrownBy(first::get).hasCauseInstanceOf(SubmissionFailedException.class);
            for (Future<Received> other : others) {
                assertThatThrownBy(other::get).hasCauseInstanceOf(SubmissionFailedException.class);
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aTaskThatIsBeingSubmittedElsewhereIsWaitedForAndNotSubmittedTwice() {
        sequence = 0;
        String id = receive("Why?", KEY).task().id();
        CompletableFuture<Received> second =
                CompletableFuture.supplyAsync(
                        () -> elsewhere("Why?"), Executors.newVirtualThreadPerTaskExecutor());
        await().during(Duration.ofMillis(200)).until(() -> !second.isDone());

        view.answer(id, new Lookup.Found(task(id, 1)));

        assertThat(second.join().task().id()).isEqualTo(id);
        assertThat(submitted).hasSize(1);
    }

    @Test
    void aResubmissionPassesTheGates() {
        kafkaAway = true;
        assertThatThrownBy(() -> receive("Why?", KEY))
                .isInstanceOf(SubmissionFailedException.class);
        now = now.plus(LONG_AGO);
        kafkaAway = false;
        refusing = true;

        assertRefused(() -> receive("Why?", KEY), Refusal.OVERLOADED);
    }

    @Test
    void aKeyIsFreeAgainAfter24Hours() {
        receive("Why?", KEY);
        now = now.plus(Claim.HOLDS).minusMillis(1);
        assertRefused(() -> receive("How?", KEY), Refusal.KEY_REUSED);

        now = now.plusMillis(1);

        assertThat(receive("How?", KEY).replayed()).isFalse();
        assertThat(submitted).hasSize(2);
    }

    @Test
    void manyRequestsOfAKeyAtOnceMakeOneTask() throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Received>> all =
                    IntStream.range(0, 200)
                            .mapToObj(_ -> callers.submit(() -> receive("Why?", KEY)))
                            .toList();
            for (Future<Received> one : all) {
                assertThat(one.get().task().id()).isEqualTo(all.getFirst().get().task().id());
            }
            assertThat(all.stream().filter(one -> !one.resultNow().replayed())).hasSize(1);
        }
        assertThat(submitted).hasSize(1);
    }

    @Test
    void aClaimThatIsNotDecidedAndAViewThatCannotBeReadMeanTryAgain() {
        view.decide(false);
        assertRefused(() -> receive("Why?", KEY), Refusal.UNAVAILABLE);
        view.decide(true);
        String id = receive("Why?", KEY).task().id();

        view.answer(id, new Lookup.Unavailable("moving"));

        assertRefused(() -> elsewhere("Why?"), Refusal.UNAVAILABLE);
    }

    @Test
    void whileKafkaIsAwayARepeatedRequestIsToldToComeAgain() {
        sequence = 0;
        receive("Why?", KEY);
        view.kafkaAway(true);

        assertRefused(() -> elsewhere("Why?"), Refusal.UNAVAILABLE);
        assertThat(submitted).hasSize(1);
    }

    @Test
    void aTaskThatThePipelineHasIsToldOfWithoutKafka() {
        receive("Why?", KEY);
        view.kafkaAway(true);

        assertThat(elsewhere("Why?").replayed()).isTrue();
    }

    private NewTask gate(NewTask task, Caller caller) {
        if (refusing) {
            throw new RefusedException(Refusal.OVERLOADED, "too much", Map.of(), List.of());
        }
        passed.add(task);
        return task;
    }

    private void submit(NewTask task, String traceparent) {
        beforeSubmission.run();
        if (kafkaAway) {
            throw new SubmissionFailedException("away", new IllegalStateException("no broker"));
        }
        submitted.add(task);
        view.answer(task.id(), new Lookup.Found(task(task.id(), sequence)));
    }

    private Received receive(String prompt, IdempotencyKey key) {
        return receive(submission(prompt, Map.of()), "tenant", key);
    }

    private Received elsewhere(String prompt) {
        return receive(another, submission(prompt, Map.of()), "tenant", KEY);
    }

    private Received receive(
            SubmissionRules.Accepted submission, String tenant, IdempotencyKey key) {
        return receive(reception, submission, tenant, key);
    }

    private static Received receive(
            TaskReception instance,
            SubmissionRules.Accepted submission,
            String tenant,
            IdempotencyKey key) {
        return instance.receive(
                new IntakeRequest(
                        submission,
                        new Caller(new Identity(tenant, "user", Set.of()), "127.0.0.1", "request"),
                        TraceParent.following(null),
                        key));
    }

    private static SubmissionRules.Accepted submission(
            String prompt, Map<String, String> metadata) {
        return new SubmissionRules.Accepted(
                "default",
                prompt,
                List.of(new NewTask.Document("a", "", "text")),
                null,
                TaskPriority.NORMAL,
                Duration.ofMinutes(5),
                null,
                metadata,
                null,
                true,
                "");
    }

    private TaskStatus task(String id, long upTo) {
        return new TaskStatus(
                id,
                "tenant",
                "default",
                TaskState.submitted,
                0,
                0,
                now,
                now,
                upTo,
                null,
                null,
                null,
                null,
                null);
    }

    private static void assertRefused(Runnable request, Refusal reason) {
        assertThatThrownBy(request::run)
                .asInstanceOf(type(RefusedException.class))
                .extracting(RefusedException::reason)
                .isEqualTo(reason);
    }
}
