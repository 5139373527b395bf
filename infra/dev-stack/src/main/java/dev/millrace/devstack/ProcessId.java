package dev.millrace.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A process, told apart from a later one that got the same number.
 *
 * @param pid its number
 * @param startedAt when it started, in milliseconds; 0 when the system does not say
 */
public record ProcessId(long pid, long startedAt) {

    private static final long CLOCK_TOLERANCE_MILLIS = 2_000;

    /** The identity of a process that runs now. */
    public static ProcessId of(long pid) {
        return new ProcessId(pid, ProcessHandle.of(pid).map(ProcessId::startOf).orElse(0L));
    }

    /** This process. */
    public static ProcessId current() {
        return of(ProcessHandle.current().pid());
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** The process, if it still runs. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid)
                .filter(ProcessId::runs)
                .filter(process -> startedAt == 0 || isAbout(startOf(process)));
    }

    /**
     * Whether a process still does anything. One that has ended counts as alive for the JDK until
     * its parent asks for its exit code, which the first process of a container may never do.
     */
    public static boolean runs(ProcessHandle process) {
        return process.isAlive() && !hasEndedUnasked(process.pid());
    }

    private static boolean hasEndedUnasked(long pid) {
        try {
            String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return line.startsWith("Z", line.lastIndexOf(')') + 2);
        } catch (IOException _) {
            return false;
        }
    }

    /** The system derives the time from its clock, so two readings can differ a little. */
    private boolean isAbout(long otherStart) {
        return Math.abs(otherStart - startedAt) < CLOCK_TOLERANCE_MILLIS;
    }

    static ProcessId parse(String text) {
        String[] parts = text.split("@", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("Not a process: '" + text + "'");
        }
        return new ProcessId(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    @Override
    public String toString() {
        return pid + "@" + startedAt;
    }
}
