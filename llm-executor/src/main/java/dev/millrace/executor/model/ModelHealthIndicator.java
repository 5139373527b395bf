package dev.millrace.executor.model;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Names the model in the health report; asks nothing of it, since a call costs money. */
final class ModelHealthIndicator implements HealthIndicator {

    private final Health health;

    ModelHealthIndicator(ModelProperties properties) {
        Health.Builder builder =
                Health.up()
                        .withDetail("provider", properties.provider().id())
                        .withDetail("name", properties.defaultModel());
        this.health = builder.build();
    }

    @Override
    public Health health() {
        return health;
    }
}
