package dev.millrace.gateway.view;

import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a thread of the view that died, after a pause that grows while threads keep dying: what
 * stops a thread (the registry or the broker away) is not over at once.
 *
 * <p>State: when the last thread died and the pause of then. Called by dying threads, one at a
 * time.
 */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration HEALTHY = Duration.ofMinutes(1);

    private final Counter restarts;
    private final Runnable whenFenced;
    private long lastDeath = System.nanoTime() - HEALTHY.toNanos();
    private Duration pause = FIRST_PAUSE;

    /**
     * @param whenFenced called when the group knows another member under this instance's id
     */
    ThreadReplacement(Counter restarts, Runnable whenFenced) {
        this.restarts = restarts;
        this.whenFenced = whenFenced;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FencedInstanceIdException) {
                LOG.error(
                        "The group knows another member under this instance's id: this process ends. If that happens again, another gateway has the same MILLRACE_GATEWAY_INSTANCE",
                        failure);
                whenFenced.run();
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
        }
        Duration now = nextPause();
        LOG.warn("A thread of the task view died; another one starts in {}", now, failure);
        restarts.increment();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(now.toMillis()));
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private synchronized Duration nextPause() {
        long time = System.nanoTime();
        boolean healthyBefore = time - lastDeath >= HEALTHY.toNanos();
        Duration doubled = pause.multipliedBy(2);
        Duration grown = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        pause = healthyBefore ? FIRST_PAUSE : grown;
        lastDeath = time;
        return pause;
    }
}
