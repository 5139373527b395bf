package dev.millrace.gateway.keys;

import dev.millrace.apikeys.KeyTable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Up once all keys were read; one that has lost the topic afterwards works on with what it knows,
 * as the health of Kafka tells.
 */
final class KeyHealthIndicator extends AbstractHealthIndicator {

    private final KeyTable table;
    private final RecordedKeys keys;
    private final KeyTail tail;

    KeyHealthIndicator(KeyTable table, RecordedKeys keys, KeyTail tail) {
        super("the keys cannot be read");
        this.table = table;
        this.keys = keys;
        this.tail = tail;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.status(keys.isComplete() ? "UP" : "DOWN")
                .withDetail("keys", table.size())
                .withDetail("leftOut", table.leftOut())
                .withDetail("reading", tail.isReading());
    }
}
