package dev.millrace.gateway.http;

import org.jspecify.annotations.Nullable;

/**
 * Shares out the memory for request bodies, as much as came and not as much as was announced. Small
 * bodies have memory of their own, so that they never wait for large ones. Thread-safe.
 */
final class BodyBudget {

    /** The largest small body. */
    static final int SMALL_BYTES = 64 * 1024;

    /** A body grows in steps of this size; every byte of its own would be a lock of its own. */
    private static final int SMALL_STEP = 1024;

    private static final int LARGE_STEP = 64 * 1024;

    private final BodyPool small;
    private final BodyPool large;
    private final long waitNanos;

    BodyBudget(HttpSettings settings) {
        this.small = new BodyPool(settings.smallBodies().toBytes(), SMALL_BYTES);
        this.large =
                new BodyPool(
                        settings.bodies().toBytes(), steps(settings.body().toBytes(), LARGE_STEP));
        this.waitNanos = settings.bodiesWait().toNanos();
    }

    /** How many bytes are taken at present. */
    long takenBytes() {
        return small.taken() + large.taken();
    }

    /**
     * Opens the share of a body.
     *
     * @param announced how long the body is; negative if it did not say so
     */
    Share open(String tenantId, long announced) {
        return new Share(tenantId, announced < 0 ? Long.MAX_VALUE - LARGE_STEP : announced);
    }

    private static long steps(long bytes, int step) {
        return (bytes + step - 1) / step * step;
    }

    /** What one request has taken; given back when closed. Used by one thread. */
    final class Share implements AutoCloseable {

        private final String tenantId;
        private final long most;
        private final BodyPool.Part asSmall;
        private BodyPool.@Nullable Part asLarge;
        private long waitLeft = waitNanos;

        private Share(String tenantId, long most) {
            this.tenantId = tenantId;
            this.most = most;
            this.asSmall = small.open(tenantId, steps(most, SMALL_STEP));
        }

        /**
         * Makes sure that the share covers some bytes.
         *
         * @throws ProblemException if there is no room for them for too long
         */
        void cover(long bytes) {
            if (bytes <= SMALL_BYTES) {
                cover(asSmall, steps(bytes, SMALL_STEP));
                return;
            }
            if (asLarge == null) {
                asLarge = large.open(tenantId, steps(most, LARGE_STEP));
                asSmall.close();
            }
            cover(asLarge, steps(bytes, LARGE_STEP));
        }

        private void cover(BodyPool.Part part, long bytes) {
            long missing = bytes - part.taken();
            if (missing <= 0) {
                return;
            }
            try {
                waitLeft = part.take(missing, waitLeft);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                waitLeft = -1;
            }
            if (waitLeft < 0) {
                throw new ProblemException(
                        ProblemType.UNAVAILABLE,
                        "Too many large requests are being taken at the moment. Try again.");
            }
        }

        @Override
        public void close() {
            asSmall.close();
            if (asLarge != null) {
                asLarge.close();
            }
        }
    }
}
