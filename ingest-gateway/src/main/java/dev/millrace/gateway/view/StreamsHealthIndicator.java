package dev.millrace.gateway.view;

import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams.State;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Up once the task view has caught up, and from then on while it runs or moves: readers wait for
 * what it has not read yet, but a new instance would let all of them wait.
 */
final class StreamsHealthIndicator extends AbstractHealthIndicator {

    private final Supplier<@Nullable State> streams;
    private final CatchUp catchUp;

    StreamsHealthIndicator(Supplier<@Nullable State> streams, CatchUp catchUp) {
        super("the task view does not answer");
        this.streams = streams;
        this.catchUp = catchUp;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        State state = streams.get();
        if (state == null) {
            health.down().withDetail("state", "NOT_STARTED");
            return;
        }
        health.withDetail("state", state.name());
        if (!state.isRunningOrRebalancing()) {
            health.down();
            return;
        }
        catchUp.look(state == State.RUNNING);
        health.status(catchUp.isDone() ? Status.UP : Status.OUT_OF_SERVICE);
        catchUp.behind().ifPresent(records -> health.withDetail("eventsBehind", records));
    }
}
