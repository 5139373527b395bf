package dev.millrace.gateway.http;

import dev.millrace.gateway.events.NotAcknowledgedException;
import dev.millrace.gateway.submission.TaskCommands;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps orders, or fails as Kafka does when it is away. */
final class FakeCommands implements TaskCommands {

    record Cancel(String taskId, String tenantId, String requestedBy, String reason) {}

    private final List<Cancel> cancels = new CopyOnWriteArrayList<>();
    private volatile boolean away;

    @Override
    public void cancel(String taskId, String tenantId, String requestedBy, String reason) {
        if (away) {
            throw new NotAcknowledgedException("away", new IllegalStateException("no broker"));
        }
        cancels.add(new Cancel(taskId, tenantId, requestedBy, reason));
    }

    List<Cancel> cancels() {
        return cancels;
    }

    void setAway(boolean value) {
        away = value;
    }
}
