package dev.millrace.gateway.http;

import dev.millrace.gateway.view.TaskView;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers what it is told to, and remembers how long the last caller wanted to wait. */
final class FakeView implements TaskView {

    private final Map<String, Lookup> answers = new ConcurrentHashMap<>();
    private volatile Duration lastWait = Duration.ZERO;
    private volatile String lastTenant = "";

    @Override
    public Lookup find(String tenantId, String taskId, Duration wait) {
        lastWait = wait;
        lastTenant = tenantId;
        return answers.getOrDefault(taskId, new Lookup.Unknown());
    }

    void answer(String taskId, Lookup lookup) {
        answers.put(taskId, lookup);
    }

    Duration lastWait() {
        return lastWait;
    }

    String lastTenant() {
        return lastTenant;
    }
}
