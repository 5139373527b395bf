package dev.millrace.gateway.backlog;

import dev.millrace.gateway.backlog.BacklogSource.Question;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again what waits in the pipeline.
 *
 * <p>Owns a platform thread from {@link #start} to {@link #close}. What was seen may be asked for
 * by any thread.
 */
final class BacklogWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BacklogWatch.class);
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(5);

    private final BacklogSource source;
    private final BacklogMeter meter = new BacklogMeter();
    private final Duration every;
    private final Duration validFor;
    private final LongSupplier nanos;
    private final Clock clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("backlog-watch").daemon().unstarted(this::run);
    private volatile @Nullable Seen last;
    private boolean wasSeen = true;

    private record Seen(Backlog backlog, long nanos) {}

    BacklogWatch(
            BacklogSource source,
            Duration every,
            Duration validFor,
            LongSupplier nanos,
            Clock clock) {
        this.source = source;
        this.every = every;
        this.validFor = validFor;
        this.nanos = nanos;
        this.clock = clock;
    }

    void start() {
        thread.start();
    }

    /** What waits; empty if that was not to be seen lately. */
    Optional<Backlog> backlog() {
        Seen seen = last;
        return seen == null || nanos.getAsLong() - seen.nanos() > validFor.toNanos()
                ? Optional.empty()
                : Optional.of(seen.backlog());
    }

    private void run() {
        try {
            while (!closing.await(every.toNanos(), TimeUnit.NANOSECONDS)) {
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    void look() throws InterruptedException {
        try {
            long now = nanos.getAsLong();
            meter.look(source.ask(), now);
            readHeads(now);
            last = new Seen(meter.backlog(now), now);
            wasSeen = true;
        } catch (ExecutionException | RuntimeException e) {
            unseen(e);
        }
    }

    private void readHeads(long now) {
        List<Question> questions = meter.questions(now);
        if (questions.isEmpty()) {
            return;
        }
        try {
            meter.learn(source.heads(questions), now, clock.instant());
        } catch (RuntimeException e) {
            LOG.debug("since when it waits is not to be seen", e);
        }
    }

    private void unseen(Exception reason) {
        LOG.debug("the backlog is not to be seen", reason);
        if (wasSeen && backlog().isEmpty()) {
            wasSeen = false;
            LOG.warn(
                    "What waits in the pipeline is not known, so nothing is refused: {}",
                    reason.toString());
        }
    }

    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        try {
            // A thread that was never started is not waited for.
            if (thread.isAlive()) {
                thread.join(PATIENCE_AT_END);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
