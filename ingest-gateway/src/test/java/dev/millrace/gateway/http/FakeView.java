package dev.millrace.gateway.http;

import dev.millrace.gateway.view.TaskView;
import dev.millrace.gateway.view.TimelineEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers what it is told to, and remembers how long the last caller wanted to wait. */
public final class FakeView implements TaskView {

    private final Map<String, Lookup> answers = new ConcurrentHashMap<>();
    private final Map<String, List<TimelineEvent>> events = new ConcurrentHashMap<>();
    private volatile Duration lastWait = Duration.ZERO;
    private volatile String lastTenant = "";

    @Override
    public Lookup find(String tenantId, String taskId, Duration wait) {
        lastWait = wait;
        lastTenant = tenantId;
        return answers.getOrDefault(taskId, new Lookup.Unknown());
    }

    @Override
    public Timeline timeline(String tenantId, String taskId) {
        return switch (find(tenantId, taskId, Duration.ZERO)) {
            case Lookup.Found(var task) ->
                    new Timeline.Found(task, events.getOrDefault(taskId, List.of()));
            case Lookup.Unknown() -> new Timeline.Unknown();
            case Lookup.Unavailable(var reason) -> new Timeline.Unavailable(reason);
        };
    }

    void events(String taskId, List<TimelineEvent> timeline) {
        events.put(taskId, timeline);
    }

    public void answer(String taskId, Lookup lookup) {
        answers.put(taskId, lookup);
    }

    Duration lastWait() {
        return lastWait;
    }

    String lastTenant() {
        return lastTenant;
    }
}
