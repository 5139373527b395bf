package dev.millrace.gateway.limits;

import dev.millrace.LimitConsumed;
import dev.millrace.gateway.events.EventRecords;
import dev.millrace.schemas.Topics;
import io.micrometer.core.instrument.Counter;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other instances what this one let through.
 *
 * <p>What cannot be told is dropped: without Kafka each instance goes on by itself, and a limit
 * that was used long ago is there again. Owns a platform thread from {@link #start} to {@link
 * #close}.
 */
final class ConsumptionTeller implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumptionTeller.class);
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(3);

    private final String instance;
    private final Consumption consumption;
    private final Consumer<ProducerRecord<byte[], byte[]>> kafka;
    private final EventRecords records;
    private final Clock clock;
    private final Duration every;
    private final Counter untold;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("limits-teller").daemon().unstarted(this::run);

    ConsumptionTeller(
            String instance,
            Consumption consumption,
            Consumer<ProducerRecord<byte[], byte[]>> kafka,
            EventRecords records,
            Clock clock,
            Duration every,
            Counter untold) {
        this.instance = instance;
        this.consumption = consumption;
        this.kafka = kafka;
        this.records = records;
        this.clock = clock;
        this.every = every;
        this.untold = untold;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!closing.await(every.toNanos(), TimeUnit.NANOSECONDS)) {
                tell();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell() {
        for (Consumption.Share share : consumption.empty()) {
            try {
                kafka.accept(entry(share));
            } catch (RuntimeException e) {
                untold.increment();
                LOG.debug("what was let through could not be told", e);
            }
        }
    }

    private ProducerRecord<byte[], byte[]> entry(Consumption.Share share) {
        return records.of(
                Topics.LIMITS_CONSUMED,
                share.tenantId(),
                LimitConsumed.newBuilder()
                        .setInstance(instance)
                        .setTenantId(share.tenantId())
                        .setUserId(share.userId())
                        .setRequests(share.requests())
                        .setPromptCharacters(share.characters())
                        .setAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                        .build());
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(PATIENCE_AT_END);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
