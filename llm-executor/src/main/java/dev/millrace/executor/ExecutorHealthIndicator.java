package dev.millrace.executor;

import dev.millrace.executor.engine.CancelFeed;
import dev.millrace.executor.engine.Publisher;
import dev.millrace.executor.engine.WorkEngine.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Up when every engine is a member of its group and nothing keeps it from working. */
final class ExecutorHealthIndicator extends AbstractHealthIndicator {

    private final EngineLifecycle engines;
    private final CancelFeed cancels;
    private final Publisher publisher;

    ExecutorHealthIndicator(EngineLifecycle engines, CancelFeed cancels, Publisher publisher) {
        super("the executor's state cannot be told");
        this.engines = engines;
        this.cancels = cancels;
        this.publisher = publisher;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.up();
        for (Status status : engines.statuses()) {
            if (!status.alive() || !status.joined() || status.problem().isPresent()) {
                health.down();
            }
            health.withDetail(status.kind(), details(status));
        }
        cancels.problem().ifPresent(problem -> health.down().withDetail("cancels", problem));
        publisher.problem().ifPresent(problem -> health.down().withDetail("publisher", problem));
    }

    private static Map<String, Object> details(Status status) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("alive", status.alive());
        details.put("joined", status.joined());
        details.put("partitions", status.partitions());
        details.put("running", status.running());
        details.put("waiting", status.waiting());
        status.problem().ifPresent(problem -> details.put("problem", problem));
        return details;
    }
}
