package dev.millrace.gateway.keys;

import dev.millrace.apikeys.KeyTable;
import java.util.function.BooleanSupplier;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Up once all keys were read, unless the secret to check them with is missing; one that has lost
 * the topic afterwards works on with what it knows, as the health of Kafka tells.
 */
final class KeyHealthIndicator extends AbstractHealthIndicator {

    private final KeyTable table;
    private final RecordedKeys keys;
    private final BooleanSupplier reading;

    KeyHealthIndicator(KeyTable table, RecordedKeys keys, BooleanSupplier reading) {
        super("the keys cannot be read");
        this.table = table;
        this.keys = keys;
        this.reading = reading;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        boolean canCheck = keys.canCheck();
        health.status(keys.isComplete() && canCheck ? "UP" : "DOWN")
                .withDetail("secret", canCheck ? "there" : "missing")
                .withDetail("keys", table.size())
                .withDetail("leftOut", table.leftOut())
                .withDetail("reading", reading.getAsBoolean());
    }
}
