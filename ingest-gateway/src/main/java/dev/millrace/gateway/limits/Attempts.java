package dev.millrace.gateway.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.millrace.gateway.metrics.GatewayMetric;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how often an address may come with nothing or with what opens nothing, before what it
 * comes with is looked at.
 *
 * <p>What opened something lately is looked at all the same, so that nobody is kept out by others
 * behind the same address; it opens nothing by that alone. State: the addresses that failed lately
 * and digests of what opened something, both bounded. Thread-safe.
 */
public final class Attempts {

    private static final int MOST_KNOWN = 10_000;
    private static final Duration KNOWN_FOR = Duration.ofHours(1);
    private static final String NO_TENANT = "";

    private final Buckets buckets;
    private final MeterRegistry meters;
    private final Cache<CredentialDigest, Boolean> known =
            Caffeine.newBuilder().maximumSize(MOST_KNOWN).expireAfterAccess(KNOWN_FOR).build();

    Attempts(Buckets buckets, MeterRegistry meters) {
        this.buckets = buckets;
        this.meters = meters;
    }

    /**
     * Why nothing from an address is looked at now.
     *
     * @param credential what came from there, if anything did
     * @return headers that tell when it is again; nothing if it is looked at
     */
    public Optional<Map<String, String>> refusal(String address, @Nullable String credential) {
        MeteredBucket bucket =
                buckets.present(Limit.FAILED_ATTEMPTS, NO_TENANT, AddressGroup.of(address));
        long wait = bucket == null ? 0 : bucket.waitForOne();
        return bucket == null || wait == 0 || isKnown(credential)
                ? Optional.empty()
                : Optional.of(refused(bucket, wait));
    }

    private boolean isKnown(@Nullable String credential) {
        return credential != null && known.getIfPresent(CredentialDigest.of(credential)) != null;
    }

    /** Something was opened. */
    public void succeeded(String credential) {
        known.put(CredentialDigest.of(credential), true);
    }

    /**
     * Nothing was opened.
     *
     * @return headers that tell when the next attempt is looked at, if this one was too much
     */
    public Optional<Map<String, String>> failed(String address) {
        MeteredBucket bucket =
                buckets.of(Limit.FAILED_ATTEMPTS, NO_TENANT, AddressGroup.of(address));
        long wait = bucket.take(1);
        return wait == 0 ? Optional.empty() : Optional.of(refused(bucket, wait));
    }

    private Map<String, String> refused(MeteredBucket bucket, long wait) {
        meters.counter(
                        GatewayMetric.RATE_REFUSED.metricName(),
                        GatewayMetric.LIMIT_TAG,
                        Limit.FAILED_ATTEMPTS.text())
                .increment();
        Verdict.Refused refused =
                new Verdict.Refused(
                        List.of(bucket.level()), Limit.FAILED_ATTEMPTS, Duration.ofNanos(wait));
        return Map.of(
                "Retry-After",
                Long.toString(refused.retryAfter()),
                RateGate.POLICY,
                refused.policy(),
                RateGate.STATE,
                refused.state());
    }
}
