package dev.millrace.devstack;

import java.time.Duration;

/** Is told what happens to the processes, from their own threads. */
public interface SupervisorListener {

    /** A process was launched. */
    default void launched(ProcessSpec process, long pid) {}

    /** A process answered its probe for the first time since it was launched. */
    default void healthy(ProcessSpec process, Duration sinceLaunch) {}

    /** A process died and will be started again. */
    default void died(ProcessSpec process, int exitCode, Duration restartIn) {}

    /** A process said by its exit code that starting it again is of no use. */
    default void gaveUp(ProcessSpec process, int exitCode) {}

    /** A process was stopped on request. */
    default void stopped(ProcessSpec process) {}
}
