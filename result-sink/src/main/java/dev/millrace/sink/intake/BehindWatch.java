package dev.millrace.sink.intake;

import dev.millrace.sink.document.Target;
import dev.millrace.sink.metrics.SinkMetrics;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows how far the sink is behind, also while a listener waits and its own consumer does not know:
 * by what is committed. Owns the admin client and a thread that looks every few seconds.
 */
final class BehindWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BehindWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Admin admin;
    private final GroupReach reach;
    private final Map<Target, Group> groups;
    private final Map<Target, Long> behind = new ConcurrentHashMap<>();
    private final ScheduledExecutorService looks =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("behind-watch").daemon().factory());

    /**
     * @param groups what reads for each target
     */
    BehindWatch(Admin admin, Map<Target, Group> groups, SinkMetrics metrics) {
        this.admin = admin;
        this.reach = new GroupReach(admin);
        this.groups = new EnumMap<>(groups);
        for (Target target : groups.keySet()) {
            metrics.showAge(target);
            metrics.showBehind(target, () -> behind(target));
        }
    }

    void start() {
        var _ =
                looks.scheduleWithFixedDelay(
                        this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private double behind(Target target) {
        Long known = behind.get(target);
        return known == null ? Double.NaN : known;
    }

    private void look() {
        groups.forEach(
                (target, group) -> {
                    try {
                        behind.put(target, reach.behind(group.id(), group.topics()));
                    } catch (ExecutionException | TimeoutException | KafkaException e) {
                        behind.remove(target);
                        LOG.debug("It is not known how far {} is behind", group.id(), e);
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    @Override
    public void close() {
        looks.shutdownNow();
        admin.close(Duration.ofSeconds(1));
    }

    /** A consumer group and what it reads. */
    record Group(String id, List<String> topics) {}
}
