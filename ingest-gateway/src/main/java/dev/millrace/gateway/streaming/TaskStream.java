package dev.millrace.gateway.streaming;

import java.time.Duration;
import java.util.Optional;

/** What happens to one task, for one reader; used by one thread at a time. */
public interface TaskStream extends AutoCloseable {

    /**
     * The next event; empty when none came in that time, and after {@link StreamEvent.Ended}.
     * Blocks, so call it from a virtual thread.
     */
    Optional<StreamEvent> next(Duration wait) throws InterruptedException;

    @Override
    void close();
}
