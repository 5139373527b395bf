package dev.millrace.gateway.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Shares out the memory for request bodies. Thread-safe. */
final class BodyBudget {

    private static final int UNIT = 1024;

    private final int units;
    private final Semaphore free;
    private final Duration wait;

    BodyBudget(HttpSettings settings) {
        long largest = Math.max(settings.bodies().toBytes(), settings.body().toBytes());
        this.units = Math.toIntExact(largest / UNIT);
        this.free = new Semaphore(units, true);
        this.wait = settings.bodiesWait();
    }

    /** How many bytes are taken at present. */
    long takenBytes() {
        return (long) (units - free.availablePermits()) * UNIT;
    }

    Share open() {
        return new Share();
    }

    /** What one request has taken; given back when closed. Used by one thread. */
    final class Share implements AutoCloseable {

        private int taken;

        private Share() {}

        /**
         * Makes sure that the share covers some bytes.
         *
         * @throws ProblemException if there is no room for them for too long
         */
        void cover(long bytes) {
            int missing = Math.toIntExact(Math.min(units, (bytes + UNIT - 1) / UNIT)) - taken;
            if (missing <= 0) {
                return;
            }
            if (!acquire(missing)) {
                throw new ProblemException(
                        ProblemType.UNAVAILABLE,
                        "Too many large requests are being taken at the moment. Try again.");
            }
            taken += missing;
        }

        private boolean acquire(int missing) {
            try {
                return free.tryAcquire(missing, wait.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public void close() {
            free.release(taken);
            taken = 0;
        }
    }
}
