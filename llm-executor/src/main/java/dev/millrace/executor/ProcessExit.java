package dev.millrace.executor;

/** Ends the process when going on would do harm. */
final class ProcessExit {

    /** Another process runs under our instance id; who supervises us must not start us again. */
    static final int FENCED = 64;

    private ProcessExit() {}

    static void fenced() {
        // Exit waits for the shutdown of the application, so not on a thread that this waits for.
        Thread.ofPlatform().name("exit").start(() -> System.exit(FENCED));
    }
}
