package dev.millrace.gateway.limits;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;

/** What one tenant or user may still have of something limited. Thread-safe. */
final class MeteredBucket {

    private final Limit limit;
    private final Rate rate;
    private final Bucket bucket;
    private volatile long usedAt;

    MeteredBucket(Limit limit, Rate rate, Bucket bucket, long now) {
        this.limit = limit;
        this.rate = rate;
        this.bucket = bucket;
        this.usedAt = now;
    }

    /** What is left of a limit. */
    record Level(Limit limit, Rate rate, long left) {}

    Limit limit() {
        return limit;
    }

    void touch(long now) {
        usedAt = now;
    }

    boolean isFullSince(long nanos) {
        return usedAt - nanos <= 0 && bucket.getAvailableTokens() >= rate.burst();
    }

    /**
     * Takes an amount if it may be had; more than the burst may be had when everything is there,
     * and is paid off afterwards.
     *
     * @return how long to wait for it, in nanoseconds; 0 when it was taken
     */
    long take(long amount) {
        if (amount == 0) {
            return 0;
        }
        ConsumptionProbe probe =
                bucket.tryConsumeAndReturnRemaining(Math.min(amount, rate.burst()));
        if (!probe.isConsumed()) {
            return Math.max(1, probe.getNanosToWaitForRefill());
        }
        if (amount > rate.burst()) {
            takeAnyway(amount - rate.burst());
        }
        return 0;
    }

    /** How long to wait until one may be had, in nanoseconds; takes nothing. */
    long waitForOne() {
        return bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
    }

    /** Takes an amount that somebody had already. */
    void takeAnyway(long amount) {
        if (amount > 0) {
            bucket.consumeIgnoringRateLimits(amount);
        }
    }

    void giveBack(long amount) {
        if (amount > 0) {
            bucket.addTokens(amount);
        }
    }

    Level level() {
        return new Level(limit, rate, Math.max(0, bucket.getAvailableTokens()));
    }
}
