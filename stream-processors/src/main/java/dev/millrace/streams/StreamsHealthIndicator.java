package dev.millrace.streams;

import dev.millrace.streams.runtime.StreamsApplication;
import dev.millrace.streams.runtime.StreamsStatus;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up while an application works or is about to; down while it waits to start again. */
final class StreamsHealthIndicator implements HealthIndicator {

    private final StreamsApplication application;

    StreamsHealthIndicator(StreamsApplication application) {
        this.application = application;
    }

    @Override
    public Health health() {
        StreamsStatus status = application.status();
        Health.Builder health = status.healthy() ? Health.up() : Health.down();
        health.withDetail("applicationId", application.id())
                .withDetail("state", status.state())
                .withDetail("restarts", status.restarts());
        if (status.lastFailure() != null) {
            health.withDetail("lastFailure", status.lastFailure());
        }
        return health.build();
    }
}
