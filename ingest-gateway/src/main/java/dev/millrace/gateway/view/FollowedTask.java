package dev.millrace.gateway.view;

import java.util.List;
import java.util.Optional;

/** A task whose changes somebody is told of until this is closed. */
public interface FollowedTask extends AutoCloseable {

    /** The task as it is now; empty while the view cannot be read. */
    Optional<TaskStatus> task();

    /**
     * The next events behind a sequence number, in order: none if there are none yet, and not
     * always all of them at once. Empty while the view cannot be read.
     */
    Optional<List<TimelineEvent>> events(long after);

    @Override
    void close();
}
