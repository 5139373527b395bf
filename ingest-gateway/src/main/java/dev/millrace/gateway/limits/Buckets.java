package dev.millrace.gateway.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The token buckets of those who came lately.
 *
 * <p>A bucket that is full again is as good as none and is dropped; beyond the most that are kept,
 * those used least go too, full or not. Thread-safe.
 */
final class Buckets {

    /** How many new buckets there are between two looks for full ones. */
    private static final int LOOK_EVERY = 1_024;

    /** A bucket somebody is about to take from must not be dropped in that moment. */
    private static final long IDLE_NANOS = Duration.ofSeconds(10).toNanos();

    private final RateSettings settings;
    private final TimeMeter time;
    private final Cache<Owner, MeteredBucket> buckets;
    private final AtomicInteger made = new AtomicInteger();

    private record Owner(Limit limit, String tenantId, String userId) {}

    Buckets(RateSettings settings, TimeMeter time) {
        this.settings = settings;
        this.time = time;
        this.buckets = Caffeine.newBuilder().maximumSize(settings.buckets()).build();
    }

    MeteredBucket of(Limit limit, String tenantId, String userId) {
        MeteredBucket bucket = buckets.get(new Owner(limit, tenantId, userId), this::make);
        bucket.touch(time.currentTimeNanos());
        return bucket;
    }

    /** A bucket that somebody took from lately; null if there is none. */
    @Nullable MeteredBucket present(Limit limit, String tenantId, String userId) {
        return buckets.getIfPresent(new Owner(limit, tenantId, userId));
    }

    private MeteredBucket make(Owner owner) {
        Rate rate = settings.of(owner.limit(), owner.tenantId());
        Bucket bucket =
                Bucket.builder()
                        .addLimit(
                                limit ->
                                        limit.capacity(rate.burst())
                                                .refillGreedy(rate.amount(), rate.per()))
                        .withCustomTimePrecision(time)
                        .build();
        if (made.incrementAndGet() % LOOK_EVERY == 0) {
            dropFull();
        }
        return new MeteredBucket(owner.limit(), rate, bucket, time.currentTimeNanos());
    }

    /** Drops what says nothing. */
    void dropFull() {
        long before = time.currentTimeNanos() - IDLE_NANOS;
        buckets.asMap().values().removeIf(bucket -> bucket.isFullSince(before));
    }

    long count() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }
}
