package dev.millrace.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.gateway.view.LogEnds.LogEnd;
import dev.millrace.gateway.view.TaskTable.Row;
import dev.millrace.gateway.view.TaskView.Lookup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WaitingTaskViewTest {

    private static final Row.Absent ABSENT = new Row.Absent(0);
    private static final Row.Unreadable MOVING = new Row.Unreadable("moving");
    private static final TaskStatus SUBMITTED =
            changed(TaskFold.event(null, TaskRecords.submitted()));
    private static final TaskStatus ENDED =
            changed(TaskFold.result(SUBMITTED, TaskRecords.result().build()));

    private final TaskWatch watch = new TaskWatch();
    private final ViewProgress progress = new ViewProgress();
    private volatile Row row = ABSENT;
    private volatile TaskTable.Events events = new TaskTable.Events.Present(List.of());
    private volatile CompletableFuture<Map<Integer, LogEnd>> ends =
            CompletableFuture.completedFuture(Map.of(0, new LogEnd(0, 5, 5)));

    @Test
    void aTaskThatIsThereIsFoundAtOnce() {
        row = new Row.Present(SUBMITTED);

        assertThat(find(Duration.ZERO).join()).isEqualTo(new Lookup.Found(SUBMITTED));
    }

    @Test
    void aTaskOfAnotherTenantIsUnknown() {
        row = new Row.Present(SUBMITTED);

        assertThat(find("another", Duration.ofSeconds(20), Duration.ofSeconds(20)).join())
                .isEqualTo(new Lookup.Unknown());
    }

    @Test
    void aTaskIsUnknownOnceAllEventsAreRead() {
        assertThat(find(Duration.ofSeconds(20)).join()).isEqualTo(new Lookup.Unknown());
    }

    @Test
    void aTaskIsNotCalledUnknownBeforeAllEventsAreRead() {
        ends = CompletableFuture.completedFuture(Map.of(0, new LogEnd(0, 6, 5)));
        CompletableFuture<Lookup> found = find(Duration.ZERO);
        await().during(Duration.ofMillis(200)).until(() -> !found.isDone());

        row = new Row.Present(SUBMITTED);
        watch.changed(TaskRecords.TASK);

        assertThat(found.join()).isEqualTo(new Lookup.Found(SUBMITTED));
    }

    @Test
    void aFollowerIsToldOfChangesUntilItCloses() throws Exception {
        row = new Row.Present(SUBMITTED);
        Signal signal = new Signal();
        WaitingTaskView view = view(Duration.ofSeconds(20));
        var following = view.follow(TaskRecords.TENANT, TaskRecords.TASK, signal::raise);

        assertThat(following).isInstanceOf(TaskView.Following.Found.class);
        FollowedTask followed = ((TaskView.Following.Found) following).followed();
        row = new Row.Present(ENDED);
        watch.changed(TaskRecords.TASK);
        signal.await(Duration.ofSeconds(20));
        assertThat(followed.task()).contains(ENDED);
        followed.close();
        assertThat(watch.watchers()).isZero();
    }

    @Test
    void nobodyFollowsATaskOfAnotherTenant() throws Exception {
        row = new Row.Present(SUBMITTED);

        assertThat(view(Duration.ofSeconds(20)).follow("another", TaskRecords.TASK, () -> {}))
                .isEqualTo(new TaskView.Following.Unknown());
        assertThat(watch.watchers()).isZero();
    }

    @Test
    void aFollowerHearsThatTheViewCannotBeRead() throws Exception {
        row = new Row.Present(SUBMITTED);
        WaitingTaskView view = view(Duration.ofSeconds(20));
        try (FollowedTask followed =
                ((TaskView.Following.Found)
                                view.follow(TaskRecords.TENANT, TaskRecords.TASK, () -> {}))
                        .followed()) {
            row = MOVING;
            events = new TaskTable.Events.Unreadable("moving");

            assertThat(followed.task()).isEmpty();
            assertThat(followed.events(-1)).isEmpty();
        }
    }

    @Test
    void theUnknownIsToldWhenTheViewHasCaughtUp() {
        ends = CompletableFuture.completedFuture(Map.of(0, new LogEnd(0, 6, 5)));
        CompletableFuture<Lookup> found = find(Duration.ZERO);
        await().until(() -> watch.watchers() == 1);

        TopicPartition events = new TopicPartition("agents.tasks.events", 0);
        progress.committed(Map.of(events, new OffsetAndMetadata(6)));

        assertThat(found.join()).isEqualTo(new Lookup.Unknown());
    }

    @Test
    void aViewThatStaysBehindIsUnavailableAndNotEmpty() {
        ends = CompletableFuture.completedFuture(Map.of(0, new LogEnd(0, 6, 5)));

        assertThat(find(TaskRecords.TENANT, Duration.ZERO, Duration.ofMillis(200)).join())
                .isInstanceOf(Lookup.Unavailable.class);
    }

    @Test
    void aBrokerThatDoesNotAnswerMakesTheViewUnavailable() {
        ends = CompletableFuture.failedFuture(new IllegalStateException("away"));

        assertThat(find(TaskRecords.TENANT, Duration.ZERO, Duration.ofMillis(200)).join())
                .isInstanceOf(Lookup.Unavailable.class);
    }

    @Test
    void aMovingViewIsWaitedFor() {
        row = MOVING;
        CompletableFuture<Lookup> found = find(Duration.ZERO);
        await().until(() -> watch.watchers() == 1);

        row = new Row.Present(SUBMITTED);

        assertThat(found.join()).isEqualTo(new Lookup.Found(SUBMITTED));
    }

    @Test
    void aViewThatMovesTooLongIsUnavailable() {
        row = MOVING;

        assertThat(find(TaskRecords.TENANT, Duration.ZERO, Duration.ofMillis(200)).join())
                .isEqualTo(new Lookup.Unavailable("moving"));
    }

    @Test
    void theEndOfATaskIsWaitedFor() {
        row = new Row.Present(SUBMITTED);
        CompletableFuture<Lookup> found = find(Duration.ofSeconds(20));
        await().until(() -> watch.watchers() == 1);

        row = new Row.Present(ENDED);
        watch.changed(TaskRecords.TASK);

        assertThat(found.join()).isEqualTo(new Lookup.Found(ENDED));
        assertThat(watch.watchers()).isZero();
    }

    @Test
    void theWaitEndsWithThePresentStateWhenTheTimeIsOver() {
        row = new Row.Present(SUBMITTED);

        assertThat(find(Duration.ofMillis(200)).join()).isEqualTo(new Lookup.Found(SUBMITTED));
    }

    @Test
    void nobodyWaitsOnceTheProcessEnds() {
        row = new Row.Present(SUBMITTED);
        WaitingTaskView view = view(Duration.ofSeconds(10));
        CompletableFuture<Lookup> found = find(view, TaskRecords.TENANT, Duration.ofSeconds(20));
        await().until(() -> watch.watchers() == 1);

        view.stopWaiting();

        assertThat(found.join()).isEqualTo(new Lookup.Found(SUBMITTED));
    }

    private CompletableFuture<Lookup> find(Duration wait) {
        return find(TaskRecords.TENANT, wait, Duration.ofSeconds(10));
    }

    private CompletableFuture<Lookup> find(String tenant, Duration wait, Duration patience) {
        return find(view(patience), tenant, wait);
    }

    private static CompletableFuture<Lookup> find(
            WaitingTaskView view, String tenant, Duration wait) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return view.find(tenant, TaskRecords.TASK, wait);
                    } catch (InterruptedException e) {
                        throw new CompletionException(e);
                    }
                },
                Executors.newVirtualThreadPerTaskExecutor());
    }

    private WaitingTaskView view(Duration patience) {
        return new WaitingTaskView(
                _ -> row,
                _ -> events,
                (_, _) -> events,
                watch,
                progress,
                new LogEnds(() -> ends),
                patience);
    }

    private static TaskStatus changed(TaskFold.Folded folded) {
        return ((TaskFold.Folded.Changed) folded).task();
    }
}
