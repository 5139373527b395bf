package dev.millrace.streams.runtime;

import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs a topology and starts it again, after a pause, when it fails: a failure that is not a
 * record's fault, such as a broker or a registry away, passes by itself. The whole client starts
 * again and not one thread, because a static member gets its place back at once while a new thread
 * would wait for the session of the old one to end.
 *
 * <p>Owns one KafkaStreams at a time and a thread that watches it, from start to stop.
 */
public final class StreamsApplication implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsApplication.class);

    private final String id;
    private final Function<Properties, Topology> topology;
    private final Properties properties;
    private final StreamsSettings settings;
    private final Function<KafkaStreams, AutoCloseable> observer;
    private final Runnable onFenced;
    private final CountDownLatch stopRequested = new CountDownLatch(1);

    private volatile @Nullable Attempt attempt;
    private volatile @Nullable Thread watcher;
    private final AtomicInteger restarts = new AtomicInteger();
    private volatile @Nullable Throwable lastFailure;

    /**
     * @param topology builds the topology for these properties
     * @param observer is given each KafkaStreams before it starts; what it returns is closed when
     *     that ends
     * @param onFenced is called when another instance has taken this one's instance id
     */
    public StreamsApplication(
            Function<Properties, Topology> topology,
            Properties properties,
            StreamsSettings settings,
            Function<KafkaStreams, AutoCloseable> observer,
            Runnable onFenced) {
        this.id =
                Objects.requireNonNull(
                        properties.getProperty(StreamsConfig.APPLICATION_ID_CONFIG),
                        StreamsConfig.APPLICATION_ID_CONFIG);
        this.topology = topology;
        this.properties = properties;
        this.settings = settings;
        this.observer = observer;
        this.onFenced = onFenced;
    }

    /** The application id. */
    public String id() {
        return id;
    }

    /** How the application does at this moment. */
    public StreamsStatus status() {
        Attempt current = attempt;
        Throwable failure = lastFailure;
        String reason = failure == null ? null : rootOf(failure).toString();
        if (current == null) {
            return new StreamsStatus("WAITING", false, false, restarts.get(), reason);
        }
        KafkaStreams.State state = current.streams.state();
        boolean running = state == KafkaStreams.State.RUNNING;
        boolean healthy =
                running
                        || state == KafkaStreams.State.REBALANCING
                        || state == KafkaStreams.State.CREATED;
        return new StreamsStatus(state.name(), healthy, running, restarts.get(), reason);
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = root.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return root;
    }

    @Override
    public void start() {
        // Made here, so that a wrong setting or topology ends the start of the service.
        Attempt first = new Attempt();
        Thread thread = new Thread(() -> watch(first), id + "-watcher");
        watcher = thread;
        thread.start();
    }

    private void watch(Attempt first) {
        RestartBackoff backoff =
                new RestartBackoff(settings.firstRestartWait(), settings.longestRestartWait());
        try {
            Duration ran = run(first);
            while (!isStopping() && !isFenced()) {
                Duration wait = backoff.afterFailure(ran);
                LOG.warn("{} has failed: next start in {} ms", id, wait.toMillis(), lastFailure);
                if (stopRequested.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                restarts.incrementAndGet();
                ran = runAgain();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration runAgain() throws InterruptedException {
        Attempt next;
        try {
            next = new Attempt();
        } catch (RuntimeException e) {
            lastFailure = e;
            return Duration.ZERO;
        }
        return run(next);
    }

    private Duration run(Attempt next) throws InterruptedException {
        attempt = next;
        try {
            return next.run();
        } finally {
            attempt = null;
        }
    }

    private boolean isStopping() {
        return stopRequested.getCount() == 0;
    }

    private boolean isFenced() {
        for (Throwable cause = lastFailure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FencedInstanceIdException) {
                LOG.error(
                        "The group knows another member under the instance id {} of {}: this process"
                                + " ends. If that happens again, another process has the same id",
                        settings.instanceId(),
                        id);
                onFenced.run();
                return true;
            }
        }
        return false;
    }

    /** Applications stop beside each other, not one after the other. */
    @Override
    public void stop(Runnable callback) {
        Thread stopping =
                new Thread(
                        () -> {
                            try {
                                stop();
                            } finally {
                                callback.run();
                            }
                        },
                        id + "-stop");
        stopping.start();
    }

    @Override
    public void stop() {
        stopRequested.countDown();
        Attempt current = attempt;
        if (current != null) {
            current.ended.countDown();
        }
        Thread thread = watcher;
        if (thread != null) {
            try {
                if (!thread.join(settings.closeTimeout().plusSeconds(1))) {
                    LOG.warn("{} did not stop in {}", id, settings.closeTimeout());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        watcher = null;
    }

    @Override
    public boolean isRunning() {
        return watcher != null;
    }

    /** One KafkaStreams from its creation to its end. */
    private final class Attempt {

        private final KafkaStreams streams;
        private final AutoCloseable observation;
        private final CountDownLatch ended = new CountDownLatch(1);

        Attempt() {
            streams = new KafkaStreams(topology.apply(properties), properties);
            streams.setUncaughtExceptionHandler(
                    failure -> {
                        lastFailure = failure;
                        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
                    });
            streams.setStateListener(
                    (next, _) -> {
                        if (next == KafkaStreams.State.ERROR
                                || next == KafkaStreams.State.NOT_RUNNING) {
                            ended.countDown();
                        }
                    });
            observation = observer.apply(streams);
        }

        /** Runs until it fails or is to stop; returns how long that was. */
        Duration run() throws InterruptedException {
            long start = System.nanoTime();
            try {
                if (!isStopping()) {
                    streams.start();
                    ended.await();
                }
            } finally {
                // The place in the group is kept: a restart takes it again without a rebalance.
                streams.close(
                        CloseOptions.timeout(settings.closeTimeout())
                                .withGroupMembershipOperation(
                                        GroupMembershipOperation.REMAIN_IN_GROUP));
                closeObservation();
            }
            return Duration.ofNanos(System.nanoTime() - start);
        }

        private void closeObservation() {
            try {
                observation.close();
            } catch (Exception e) {
                LOG.warn("cannot stop observing {}", id, e);
            }
        }
    }
}
