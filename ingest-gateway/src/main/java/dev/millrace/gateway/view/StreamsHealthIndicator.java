package dev.millrace.gateway.view;

import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Up while the task view runs or moves; a view that restores is up, readers wait for it. */
final class StreamsHealthIndicator extends AbstractHealthIndicator {

    private final Supplier<@Nullable KafkaStreams> streams;

    StreamsHealthIndicator(Supplier<@Nullable KafkaStreams> streams) {
        super("the task view does not answer");
        this.streams = streams;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        KafkaStreams running = streams.get();
        if (running == null) {
            health.down().withDetail("state", "NOT_STARTED");
            return;
        }
        KafkaStreams.State state = running.state();
        health.status(state.isRunningOrRebalancing() ? "UP" : "DOWN")
                .withDetail("state", state.name());
    }
}
