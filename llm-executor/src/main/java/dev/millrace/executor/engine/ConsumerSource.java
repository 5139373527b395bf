package dev.millrace.executor.engine;

import dev.millrace.eventruntime.logging.FailureText;
import dev.millrace.eventruntime.metrics.KafkaClientMeters;
import dev.millrace.eventruntime.metrics.KafkaClientMeters.Shown;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes work from topics with a consumer group of the classic protocol and a static member, so that
 * a restarted instance goes on where it was.
 *
 * <p>Owns one platform thread, which alone uses the consumer (a poll loop on a virtual thread would
 * hold a carrier). Other threads only leave word of what is done. An unexpected exception ends the
 * consumer and, after a while, begins another; a member with the same name elsewhere ends the
 * source for good.
 */
final class ConsumerSource implements WorkSource {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerSource.class);
    private static final Duration IDLE_POLL = Duration.ofMillis(100);
    private static final Duration BLOCKED_POLL = Duration.ofMillis(10);
    private static final Duration REGISTRY_WAIT = Duration.ofSeconds(1);
    private static final Duration PREPARE_WAIT = Duration.ofMillis(500);
    private static final Duration RESTART_WAIT = Duration.ofSeconds(5);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final String name;
    private final List<String> topics;
    private final SourceSettings settings;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Function<Consumer<byte[], byte[]>, Assignment> assignments;
    private final KafkaClientMeters meters;
    private final Runnable whenFenced;

    private final DoneTickets done = new DoneTickets();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean giving = true;
    private volatile State state = State.NOT_STARTED;
    private volatile Thread thread = new Thread();

    private long nextCommit = System.nanoTime();
    private long nextReading = System.nanoTime();
    private long nextPreparing = System.nanoTime();

    /**
     * @param consumers makes a consumer with the properties of the settings
     * @param assignments keeps what a consumer is assigned
     * @param whenFenced called when another process runs with the same instance id
     */
    ConsumerSource(
            String name,
            List<String> topics,
            SourceSettings settings,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Function<Consumer<byte[], byte[]>, Assignment> assignments,
            KafkaClientMeters meters,
            Runnable whenFenced) {
        this.name = name;
        this.topics = topics;
        this.settings = settings;
        this.consumers = consumers;
        this.assignments = assignments;
        this.meters = meters;
        this.whenFenced = whenFenced;
    }

    @Override
    public void start(Intake intake) {
        thread = Thread.ofPlatform().name(name + "-loop").start(() -> run(intake));
    }

    @Override
    public void stopGiving() {
        giving = false;
    }

    @Override
    public void close() {
        giving = false;
        closing.countDown();
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public State state() {
        State last = state;
        return last.alive() && !thread.isAlive()
                ? new State(false, false, 0, "the loop has ended unexpectedly")
                : last;
    }

    private void run(Intake intake) {
        while (closing.getCount() > 0) {
            try {
                consume(intake);
            } catch (FencedInstanceIdException e) {
                LOG.error("{}: another process runs with the same instance id", name, e);
                state = new State(false, false, 0, e.toString());
                whenFenced.run();
                return;
            } catch (RuntimeException e) {
                LOG.error("{}: begins anew in {}", name, RESTART_WAIT, e);
                state = new State(false, false, 0, e.toString());
                await(RESTART_WAIT);
            }
        }
        state = new State(false, false, 0, null);
    }

    private void consume(Intake intake) {
        Consumer<byte[], byte[]> consumer = consumers.get();
        try (Shown _ = meters.show(consumer)) {
            Assignment assignment = assignments.apply(consumer);
            consumer.subscribe(topics, new Rebalances(assignment, intake, done));
            while (closing.getCount() > 0) {
                turn(consumer, assignment, intake);
            }
            done.noteIn(assignment);
            assignment.commitEverythingNow();
        } finally {
            consumer.close(
                    CloseOptions.timeout(CLOSE_TIMEOUT)
                            .withGroupMembershipOperation(
                                    settings.leaveGroupOnStop()
                                            ? GroupMembershipOperation.LEAVE_GROUP
                                            : GroupMembershipOperation.REMAIN_IN_GROUP));
        }
    }

    private void turn(Consumer<byte[], byte[]> consumer, Assignment assignment, Intake intake) {
        done.noteIn(assignment);
        String problem = prepare(assignment);
        commitWhenDue(assignment);
        assignment.pauseBlocked(!giving);
        assignment.add(
                consumer.poll(assignment.isAnyBlocked() && giving ? BLOCKED_POLL : IDLE_POLL));
        if (giving && System.nanoTime() - nextReading >= 0) {
            if (!assignment.offerTo(intake, done)) {
                nextReading = System.nanoTime() + REGISTRY_WAIT.toNanos();
            }
        }
        boolean member = consumer.groupMetadata().generationId() >= 0;
        boolean joined = member && assignment.isReady();
        if (problem == null && System.nanoTime() - nextReading < 0) {
            problem = "waiting for the schema registry";
        }
        state = new State(true, joined, assignment.size(), problem);
    }

    private @Nullable String prepare(Assignment assignment) {
        if (assignment.isPrepared() || System.nanoTime() - nextPreparing < 0) {
            return null;
        }
        try {
            assignment.prepare();
            return null;
        } catch (FencedInstanceIdException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.warn("{}: cannot find out what is already done: {}", name, FailureText.of(e));
            nextPreparing = System.nanoTime() + PREPARE_WAIT.toNanos();
            return e.toString();
        }
    }

    private void commitWhenDue(Assignment assignment) {
        long now = System.nanoTime();
        if (now - nextCommit >= 0) {
            nextCommit = now + settings.commitInterval().toNanos();
            assignment.commit();
            assignment.measureBacklog();
        }
    }

    private void await(Duration wait) {
        try {
            closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
