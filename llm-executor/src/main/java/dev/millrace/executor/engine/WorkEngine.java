package dev.millrace.executor.engine;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one kind of work, from start to stop: a source gives records, a desk has them done.
 *
 * <p>When stopped it takes no more, lets running calls end for a while, breaks off and hands back
 * the rest, which another life repeats, and commits.
 */
public final class WorkEngine {

    private static final Logger LOG = LoggerFactory.getLogger(WorkEngine.class);

    private final String kind;
    private final WorkSource source;
    private final WorkDesk<?, ?> desk;
    private final Duration drainTimeout;

    WorkEngine(String kind, WorkSource source, WorkDesk<?, ?> desk, Duration drainTimeout) {
        this.kind = kind;
        this.source = source;
        this.desk = desk;
        this.drainTimeout = drainTimeout;
    }

    public void start() {
        source.start(desk);
    }

    /**
     * Takes no more work; the first half of stopping, so that several engines can drain at once.
     */
    public void stopTaking() {
        source.stopGiving();
    }

    public void stop() {
        source.stopGiving();
        try {
            boolean _ = desk.drain(drainTimeout);
            // Before the last commit, which then holds everything that came to an end.
            int handedBack = desk.handBack();
            if (handedBack > 0) {
                LOG.warn(
                        "{}: {} calls did not end in {} and are handed back: they are made again",
                        kind,
                        handedBack,
                        drainTimeout);
            }
            source.close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            source.close();
        }
    }

    public Status status() {
        WorkSource.State state = source.state();
        return new Status(
                kind,
                state.alive(),
                state.joined(),
                state.partitions(),
                desk.running(),
                desk.waiting(),
                state.problem());
    }

    /**
     * How an engine is.
     *
     * @param alive whether its loop runs
     * @param joined whether it is a member of its group
     * @param partitions how many partitions it has
     * @param running calls in flight
     * @param waiting items that wait for a slot
     * @param problem what keeps it from taking work at present
     */
    public record Status(
            String kind,
            boolean alive,
            boolean joined,
            int partitions,
            int running,
            int waiting,
            Optional<String> problem) {}
}
