package dev.millrace.gateway.openai;

import dev.millrace.TaskState;
import dev.millrace.gateway.streaming.StreamEvent;
import dev.millrace.gateway.streaming.StreamPosition;
import dev.millrace.gateway.streaming.TaskStream;
import dev.millrace.gateway.streaming.TaskStreams;
import dev.millrace.gateway.submission.NewTask;
import dev.millrace.gateway.submission.TaskCommands;
import dev.millrace.gateway.submission.TaskSubmissions;
import dev.millrace.gateway.view.Claim;
import dev.millrace.gateway.view.Claims;
import dev.millrace.gateway.view.KafkaReach;
import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs each task as the test has it in mind, from the submission to the stream of its end. */
final class FakePipeline
        implements TaskSubmissions, TaskCommands, TaskView, TaskStreams, Claims, KafkaReach {

    private static final StreamPosition SOMEWHERE = StreamPosition.START;

    /** What happens to tasks: words, each with its step, resets, and an end or none. */
    record Plan(List<Object> words, Object end, int step) {

        /** A task whose last step is the last that spoke. */
        Plan(List<Object> words, Object end) {
            this(words, end, words.isEmpty() ? 1 : lastStep(words));
        }

        private static int lastStep(List<Object> words) {
            return words.stream()
                    .mapToInt(word -> word instanceof Said(int step, String _) ? step : 1)
                    .max()
                    .orElse(1);
        }

        /** Words of a step. */
        record Said(int step, String text) {}

        /** Words of a step count no more. */
        record TakenBack(int step) {}

        static Plan answer(String... deltas) {
            return new Plan(
                    List.<Object>copyOf(
                            List.of(deltas).stream().map(text -> new Said(1, text)).toList()),
                    result(String.join("", deltas), List.of(), "stop"));
        }

        static TaskStatus.Result result(
                String text, List<TaskStatus.ToolCall> calls, String finishReason) {
            return new TaskStatus.Result(text, List.of(), "model", false, calls, finishReason);
        }

        static Plan failure(TaskState state, String type) {
            return new Plan(
                    List.of(),
                    new Failed(state, new TaskStatus.Problem(type, "It failed", "So it is.")));
        }

        /** An end without an answer. */
        record Failed(TaskState state, TaskStatus.Problem problem) {}

        static Plan endless() {
            return new Plan(List.of(), "none");
        }
    }

    private final List<NewTask> tasks = new CopyOnWriteArrayList<>();
    private final List<String> cancels = new CopyOnWriteArrayList<>();
    private final Map<String, CompletableFuture<TaskStatus>> ends = new ConcurrentHashMap<>();
    private final Map<String, Plan> plans = new ConcurrentHashMap<>();
    private final Map<String, Claim> claims = new ConcurrentHashMap<>();
    private volatile boolean forgotten;
    private volatile Plan plan = Plan.answer("Hello", " there.");

    void plan(Plan next) {
        plan = next;
    }

    /** From now on single words are too old to be told. */
    void forgetWords() {
        forgotten = true;
    }

    void reset() {
        forgotten = false;
        tasks.clear();
        cancels.clear();
        claims.clear();
        plan = Plan.answer("Hello", " there.");
    }

    List<NewTask> tasks() {
        return tasks;
    }

    List<String> cancels() {
        return cancels;
    }

    @Override
    public void submit(NewTask task, String traceparent) {
        plans.put(task.id(), plan);
        CompletableFuture<TaskStatus> end = new CompletableFuture<>();
        ends.put(task.id(), end);
        switch (plan.end()) {
            case TaskStatus.Result result ->
                    end.complete(status(task, TaskState.completed, result, null));
            case Plan.Failed(var state, var problem) ->
                    end.complete(status(task, state, null, problem));
            default -> {}
        }
        tasks.add(task);
    }

    /** Ends a task that the test let run. */
    void finish(String taskId, TaskStatus.Result result) {
        ends.get(taskId)
                .complete(status(task(taskId).orElseThrow(), TaskState.completed, result, null));
    }

    @Override
    public void cancel(String taskId, String tenant, String by, String reason) {
        cancels.add(taskId);
        ends.get(taskId)
                .complete(
                        status(
                                task(taskId).orElseThrow(),
                                TaskState.canceled,
                                null,
                                new TaskStatus.Problem(
                                        "canceled", "The task was canceled", reason)));
    }

    @Override
    public boolean answers() {
        return true;
    }

    @Override
    public Optional<TaskStatus> glance(String tenantId, String taskId) {
        return Optional.ofNullable(ends.get(taskId))
                .filter(CompletableFuture::isDone)
                .map(CompletableFuture::join);
    }

    @Override
    public Lookup find(String tenantId, String taskId, Duration wait) throws InterruptedException {
        Optional<NewTask> task = task(taskId).filter(one -> one.tenantId().equals(tenantId));
        return task.<Lookup>map(
                        one ->
                                new Lookup.Found(
                                        end(taskId, wait)
                                                .orElseGet(
                                                        () ->
                                                                status(
                                                                        one,
                                                                        TaskState.working,
                                                                        null,
                                                                        null))))
                .orElseGet(Lookup.Unknown::new);
    }

    private Optional<TaskStatus> end(String taskId, Duration wait) {
        try {
            return Optional.of(ends.get(taskId).get(wait.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException _) {
            return Optional.empty();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Opened open(String tenantId, String taskId, StreamPosition after)
            throws InterruptedException {
        if (!(find(tenantId, taskId, Duration.ZERO) instanceof Lookup.Found(var task))) {
            return new Opened.Unknown();
        }
        List<StreamEvent> events = new ArrayList<>();
        events.add(new StreamEvent.State(SOMEWHERE, task));
        for (Object word : plans.get(taskId).words()) {
            events.add(
                    switch (word) {
                        case Plan.Said(int step, String text) ->
                                new StreamEvent.Delta(SOMEWHERE, step, 1, "call", text);
                        case Plan.TakenBack(int step) -> new StreamEvent.Reset(SOMEWHERE, step, 1);
                        default -> throw new IllegalStateException(word.toString());
                    });
        }
        if (forgotten) {
            events.removeIf(event -> !(event instanceof StreamEvent.State));
        }
        return new Opened.Stream(new Following(taskId, events, !forgotten));
    }

    private final class Following implements TaskStream {

        private final String taskId;
        private final List<StreamEvent> events;
        private final boolean complete;
        private int next;

        private Following(String taskId, List<StreamEvent> events, boolean complete) {
            this.taskId = taskId;
            this.events = events;
            this.complete = complete;
        }

        @Override
        public Optional<StreamEvent> next(Duration wait) {
            if (next < events.size()) {
                return Optional.of(events.get(next++));
            }
            return end(taskId, wait).map(end -> new StreamEvent.Ended(SOMEWHERE, end, complete));
        }

        @Override
        public void close() {}
    }

    private Optional<NewTask> task(String id) {
        return tasks.stream().filter(task -> task.id().equals(id)).findFirst();
    }

    private TaskStatus status(
            NewTask task, TaskState state, TaskStatus.Result result, TaskStatus.Problem problem) {
        return new TaskStatus(
                task.id(),
                task.tenantId(),
                task.agent(),
                state,
                plans.get(task.id()).step(),
                10,
                task.createdAt(),
                task.createdAt(),
                1,
                result,
                new TaskStatus.Usage(10, 5, 0, 4),
                problem,
                null,
                null,
                task.request());
    }

    @Override
    public Optional<Claim> holder(String key, Instant at) {
        return Optional.ofNullable(claims.get(key));
    }

    @Override
    public Claims.Outcome claim(String key, String tenantId, Claim claim) {
        Claim earlier = claims.putIfAbsent(key, claim);
        return new Claims.Outcome.Held(earlier == null ? claim : earlier);
    }

    @Override
    public Timeline timeline(String tenantId, String taskId) {
        return new Timeline.Unknown();
    }

    @Override
    public TaskView.Following follow(String tenantId, String taskId, Runnable onChange) {
        return new TaskView.Following.Unknown();
    }
}
