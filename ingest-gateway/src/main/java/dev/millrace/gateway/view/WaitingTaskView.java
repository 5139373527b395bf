package dev.millrace.gateway.view;

import dev.millrace.gateway.view.LogEnds.LogEnd;
import dev.millrace.gateway.view.TaskTable.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds tasks, and waits: for the end of a task, for a view that moves, and before it calls a task
 * unknown, until the view has read all events that were there when the question came. Blocks the
 * calling thread, which is a virtual one. Thread-safe.
 */
final class WaitingTaskView implements TaskView {

    /** An unreadable view gives no sign when it is back, so it is asked again after this time. */
    private static final Duration NEXT_LOOK = Duration.ofMillis(50);

    private final Function<String, Row> table;
    private final Function<String, TaskTable.Events> events;
    private final BiFunction<String, Long, TaskTable.Events> nextEvents;
    private final TaskWatch watch;
    private final ViewProgress progress;
    private final LogEnds ends;
    private final Duration patience;
    private volatile boolean closing;

    WaitingTaskView(
            Function<String, Row> table,
            Function<String, TaskTable.Events> events,
            BiFunction<String, Long, TaskTable.Events> nextEvents,
            TaskWatch watch,
            ViewProgress progress,
            LogEnds ends,
            Duration patience) {
        this.table = table;
        this.events = events;
        this.nextEvents = nextEvents;
        this.watch = watch;
        this.progress = progress;
        this.ends = ends;
        this.patience = patience;
    }

    /** From now on nobody waits for the end of a task, so that the process can end. */
    void stopWaiting() {
        closing = true;
        watch.raiseAll();
    }

    @Override
    public Lookup find(String tenantId, String taskId, Duration wait) throws InterruptedException {
        Signal signal = new Signal();
        TimeLeft untilEnd = TimeLeft.of(wait);
        TimeLeft patienceLeft = TimeLeft.of(patience);
        try (var _ = watch.watch(taskId, signal::raise);
                Question question = new Question(signal)) {
            while (true) {
                // Asked before the look: what was complete then is complete in the look as well.
                boolean complete = question.isAnswered();
                switch (look(tenantId, taskId, untilEnd.isOver() || closing)) {
                    case Look.Answered(Lookup answer) -> {
                        return answer;
                    }
                    case Look.Running() -> {
                        signal.await(untilEnd.rest());
                        patienceLeft = TimeLeft.of(patience);
                    }
                    case Look.Absent(int partition) -> {
                        if (complete) {
                            return new Lookup.Unknown();
                        }
                        if (patienceLeft.isOver()) {
                            return new Lookup.Unavailable(
                                    "the task view has not read all events yet");
                        }
                        boolean put = question.put(partition);
                        signal.await(put ? patienceLeft.rest() : NEXT_LOOK);
                    }
                    case Look.Unreadable(String reason) -> {
                        if (patienceLeft.isOver()) {
                            return new Lookup.Unavailable(reason);
                        }
                        signal.await(NEXT_LOOK);
                    }
                }
            }
        }
    }

    /** What one look gives; of a task that is waited for, nothing that would stay in memory. */
    private sealed interface Look {

        record Answered(Lookup answer) implements Look {}

        record Running() implements Look {}

        record Absent(int partition) implements Look {}

        record Unreadable(String reason) implements Look {}
    }

    private Look look(String tenantId, String taskId, boolean waitIsOver) {
        return switch (table.apply(taskId)) {
            case Row.Present(TaskStatus task) -> {
                if (!task.tenantId().equals(tenantId)) {
                    yield new Look.Answered(new Lookup.Unknown());
                }
                yield task.hasEnded() || waitIsOver
                        ? new Look.Answered(new Lookup.Found(task))
                        : new Look.Running();
            }
            case Row.Absent(int partition) -> new Look.Absent(partition);
            case Row.Unreadable(String reason) -> new Look.Unreadable(reason);
        };
    }

    @Override
    public Optional<TaskStatus> glance(String tenantId, String taskId) {
        return table.apply(taskId) instanceof Row.Present(TaskStatus task)
                        && task.tenantId().equals(tenantId)
                ? Optional.of(task)
                : Optional.empty();
    }

    @Override
    public Timeline timeline(String tenantId, String taskId) throws InterruptedException {
        return switch (find(tenantId, taskId, Duration.ZERO)) {
            case Lookup.Found(TaskStatus task) ->
                    switch (events.apply(taskId)) {
                        case TaskTable.Events.Present(var all) -> new Timeline.Found(task, all);
                        case TaskTable.Events.Unreadable(String reason) ->
                                new Timeline.Unavailable(reason);
                    };
            case Lookup.Unknown() -> new Timeline.Unknown();
            case Lookup.Unavailable(String reason) -> new Timeline.Unavailable(reason);
        };
    }

    @Override
    public Following follow(String tenantId, String taskId, Runnable onChange)
            throws InterruptedException {
        TaskWatch.Registration watching = watch.watch(taskId, onChange);
        boolean found = false;
        try {
            Lookup lookup = find(tenantId, taskId, Duration.ZERO);
            found = lookup instanceof Lookup.Found;
            return switch (lookup) {
                case Lookup.Found(TaskStatus task) ->
                        new Following.Found(task, new Followed(taskId, watching));
                case Lookup.Unknown() -> new Following.Unknown();
                case Lookup.Unavailable(String reason) -> new Following.Unavailable(reason);
            };
        } finally {
            if (!found) {
                watching.close();
            }
        }
    }

    private final class Followed implements FollowedTask {

        private final String taskId;
        private final TaskWatch.Registration watching;

        private Followed(String taskId, TaskWatch.Registration watching) {
            this.taskId = taskId;
            this.watching = watching;
        }

        @Override
        public Optional<TaskStatus> task() {
            return table.apply(taskId) instanceof Row.Present(TaskStatus task)
                    ? Optional.of(task)
                    : Optional.empty();
        }

        @Override
        public Optional<List<TimelineEvent>> events(long after) {
            return nextEvents.apply(taskId, after) instanceof TaskTable.Events.Present(var events)
                    ? Optional.of(events)
                    : Optional.empty();
        }

        @Override
        public void close() {
            watching.close();
        }
    }

    /** Whether the view has read everything that was there when the question was put. */
    private final class Question implements AutoCloseable {

        private final Signal signal;
        private @Nullable CompletableFuture<Map<Integer, LogEnd>> asked;
        private TaskWatch.@Nullable Registration waiting;
        private int partition;

        private Question(Signal signal) {
            this.signal = signal;
        }

        /** Puts the question or follows it up; false if the broker gave no answer to it. */
        boolean put(int inPartition) {
            if (asked == null) {
                partition = inPartition;
                asked = ends.ask();
                var _ = asked.whenComplete((_, _) -> signal.raise());
            } else if (asked.isCompletedExceptionally()) {
                asked = null;
                return false;
            } else if (waiting == null && asked.isDone()) {
                waiting = progress.whenCovered(partition, end(asked), signal);
            }
            return true;
        }

        boolean isAnswered() {
            return asked != null
                    && asked.isDone()
                    && !asked.isCompletedExceptionally()
                    && progress.covers(partition, end(asked));
        }

        private LogEnd end(CompletableFuture<Map<Integer, LogEnd>> answer) {
            LogEnd end = answer.join().get(partition);
            if (end == null) {
                throw new IllegalStateException("the events have no partition " + partition);
            }
            return end;
        }

        @Override
        public void close() {
            if (waiting != null) {
                waiting.close();
            }
        }
    }
}
