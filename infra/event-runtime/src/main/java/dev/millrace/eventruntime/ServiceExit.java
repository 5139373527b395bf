package dev.millrace.eventruntime;

/** How services end themselves, with a code for whoever supervises them. */
public final class ServiceExit {

    /** What is configured cannot work: starting again without a change is of no use. */
    public static final int UNUSABLE_CONFIGURATION = 64;

    /**
     * The group of a consumer knows another member under this instance's id. Either another process
     * was given the same id, or the broker died amid a rejoin and knows a member that never heard
     * of it; starting again helps against the second, so it is worth a few tries.
     */
    public static final int FENCED = 65;

    private ServiceExit() {}

    /**
     * Ends this process in an orderly way, and returns at once: the shutdown waits for threads of
     * consumers, which are those that find out that they cannot go on.
     */
    public static void end(int code) {
        Thread.ofPlatform().name("exit").start(() -> System.exit(code));
    }
}
