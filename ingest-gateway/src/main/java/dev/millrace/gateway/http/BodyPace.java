package dev.millrace.gateway.http;

import java.time.Duration;

/**
 * How fast a body comes, by the time that was spent on waiting for its caller alone. Used by one
 * thread.
 */
final class BodyPace {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final long withinNanos;
    private final long graceNanos;
    private final long bytesPerSecond;
    private long waited;
    private long bytes;

    BodyPace(HttpSettings settings) {
        this.withinNanos = settings.bodyWithin().toNanos();
        this.graceNanos = settings.bodySilence().toNanos();
        this.bytesPerSecond = Math.max(settings.bodyRate().toBytes(), 1);
    }

    /**
     * Notes some more bytes.
     *
     * @param nanos how long they were waited for
     * @throws ProblemException if the body comes too slowly
     */
    void came(int more, long nanos) {
        bytes += more;
        waited += nanos;
        if (waited > Math.min(withinNanos, graceNanos + bytes * SECOND / bytesPerSecond)) {
            throw tooSlow();
        }
    }

    static ProblemException tooSlow() {
        return new ProblemException(
                ProblemType.REQUEST_TIMEOUT, "The body did not arrive in time.");
    }
}
