package dev.millrace.gateway.http;

import dev.millrace.gateway.view.Claim;
import dev.millrace.gateway.view.Claims;
import dev.millrace.gateway.view.FollowedTask;
import dev.millrace.gateway.view.KafkaReach;
import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TaskView;
import dev.millrace.gateway.view.TimelineEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers what it is told to, and remembers how long the last caller wanted to wait. Decides about
 * claims of idempotency keys as they come.
 */
public final class FakeView implements TaskView, Claims, KafkaReach {

    private final Map<String, Lookup> answers = new ConcurrentHashMap<>();
    private final Map<String, List<TimelineEvent>> events = new ConcurrentHashMap<>();
    private final Set<Followed> followers = ConcurrentHashMap.newKeySet();
    private volatile Duration lastWait = Duration.ZERO;
    private volatile String lastTenant = "";
    private volatile Lookup otherwise = new Lookup.Unknown();
    private final Map<String, Claim> claims = new ConcurrentHashMap<>();
    private volatile boolean deciding = true;
    private volatile boolean kafkaAway;

    @Override
    public Optional<Claim> holder(String key, Instant at) {
        return Optional.ofNullable(claims.get(key)).filter(claim -> claim.holdsAt(at));
    }

    @Override
    public Outcome claim(String key, String tenantId, Claim claim) {
        if (!deciding) {
            return new Outcome.Undecided();
        }
        return new Outcome.Held(
                claims.merge(
                        key,
                        claim,
                        (present, mine) -> present.holdsAt(mine.at()) ? present : mine));
    }

    /** Whether claims are decided from now on. */
    public void decide(boolean value) {
        deciding = value;
    }

    /** Whether Kafka does not answer from now on. */
    public void kafkaAway(boolean value) {
        kafkaAway = value;
    }

    @Override
    public boolean answers() {
        return !kafkaAway;
    }

    @Override
    public Optional<TaskStatus> glance(String tenantId, String taskId) {
        return answers.get(taskId) instanceof Lookup.Found(var task)
                        && task.tenantId().equals(tenantId)
                ? Optional.of(task)
                : Optional.empty();
    }

    @Override
    public Lookup find(String tenantId, String taskId, Duration wait) {
        lastWait = wait;
        lastTenant = tenantId;
        Lookup answer = answers.getOrDefault(taskId, otherwise);
        return answer instanceof Lookup.Found(var task) && !task.tenantId().equals(tenantId)
                ? new Lookup.Unknown()
                : answer;
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

    @Override
    public Following follow(String tenantId, String taskId, Runnable onChange) {
        return switch (find(tenantId, taskId, Duration.ZERO)) {
            case Lookup.Found(var task) -> {
                Followed followed = new Followed(taskId, onChange);
                followers.add(followed);
                yield new Following.Found(task, followed);
            }
            case Lookup.Unknown() -> new Following.Unknown();
            case Lookup.Unavailable(var reason) -> new Following.Unavailable(reason);
        };
    }

    /** How many follow tasks at present. */
    int followers() {
        return followers.size();
    }

    void events(String taskId, List<TimelineEvent> timeline) {
        events.put(taskId, timeline);
        changed(taskId);
    }

    /** What is answered for tasks that nothing was said about. */
    public void otherwise(Lookup lookup) {
        otherwise = lookup;
    }

    public void answer(String taskId, Lookup lookup) {
        answers.put(taskId, lookup);
        changed(taskId);
    }

    private void changed(String taskId) {
        followers.stream()
                .filter(followed -> followed.taskId.equals(taskId))
                .forEach(followed -> followed.onChange.run());
    }

    private final class Followed implements FollowedTask {

        private final String taskId;
        private final Runnable onChange;

        private Followed(String taskId, Runnable onChange) {
            this.taskId = taskId;
            this.onChange = onChange;
        }

        @Override
        public Optional<TaskStatus> task() {
            return answers.get(taskId) instanceof Lookup.Found(var task)
                    ? Optional.of(task)
                    : Optional.empty();
        }

        @Override
        public Optional<List<TimelineEvent>> events(long after) {
            return Optional.of(
                    events.getOrDefault(taskId, List.of()).stream()
                            .filter(event -> event.sequence() > after)
                            .toList());
        }

        @Override
        public void close() {
            followers.remove(this);
        }
    }

    Duration lastWait() {
        return lastWait;
    }

    String lastTenant() {
        return lastTenant;
    }
}
