package dev.millrace.executor;

import dev.millrace.eventruntime.ServiceExit;

/** Ends the process when going on would do harm. */
final class ProcessExit {

    private ProcessExit() {}

    static void fenced() {
        // Exit waits for the shutdown of the application, so not on a thread that this waits for.
        Thread.ofPlatform().name("exit").start(() -> System.exit(ServiceExit.FENCED));
    }
}
