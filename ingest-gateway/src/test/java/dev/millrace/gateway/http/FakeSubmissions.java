package dev.millrace.gateway.http;

import dev.millrace.gateway.submission.NewTask;
import dev.millrace.gateway.submission.SubmissionFailedException;
import dev.millrace.gateway.submission.TaskSubmissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps submitted tasks, or fails as Kafka does when it is away. */
final class FakeSubmissions implements TaskSubmissions {

    private final List<NewTask> tasks = new CopyOnWriteArrayList<>();
    private volatile boolean away;

    @Override
    public void submit(NewTask task, String traceparent) {
        if (away) {
            throw new SubmissionFailedException("away", new IllegalStateException("no broker"));
        }
        tasks.add(task);
    }

    List<NewTask> tasks() {
        return tasks;
    }

    void setAway(boolean value) {
        away = value;
    }
}
