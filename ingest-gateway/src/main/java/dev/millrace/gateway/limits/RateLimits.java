package dev.millrace.gateway.limits;

import dev.millrace.gateway.limits.MeteredBucket.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Knows what tenants and users may still send.
 *
 * <p>Each instance has buckets of its own and takes out of them what the others let through as soon
 * as it hears of it, into debt if need be. With n instances that hear of each other within d, what
 * is let through in any time t is at most burst + rate × t, as with one, and once (n − 1) × (burst
 * + rate × d) more. An instance that starts has full buckets: each start lets one burst more
 * through. Thread-safe.
 */
public final class RateLimits {

    private final Buckets buckets;
    private final Consumption consumption;

    RateLimits(Buckets buckets, Consumption consumption) {
        this.buckets = buckets;
        this.consumption = consumption;
    }

    /** A part of what a request takes. */
    private record Charge(MeteredBucket bucket, long amount) {}

    /** Takes a submission out of all limits that hold for it, or out of none. */
    public Verdict submit(String tenantId, String userId, long characters) {
        List<Charge> charges = charges(tenantId, userId, 1, characters);
        Verdict verdict = take(charges);
        if (verdict instanceof Verdict.Passed) {
            consumption.add(tenantId, userId, 1, characters);
        }
        return verdict;
    }

    /** Takes a request of whatever kind. */
    public Verdict call(String tenantId, String userId) {
        return take(List.of(new Charge(buckets.of(Limit.CALLS, tenantId, userId), 1)));
    }

    /** Takes what another instance let through. */
    void takeElsewhere(String tenantId, String userId, long requests, long characters) {
        for (Charge charge : charges(tenantId, userId, requests, characters)) {
            charge.bucket().takeAnyway(charge.amount());
        }
    }

    private List<Charge> charges(String tenantId, String userId, long requests, long characters) {
        List<Charge> charges = new ArrayList<>();
        charges.add(new Charge(buckets.of(Limit.TENANT_REQUESTS, tenantId, ""), requests));
        charges.add(new Charge(buckets.of(Limit.TENANT_CHARACTERS, tenantId, ""), characters));
        if (!userId.isEmpty()) {
            charges.add(new Charge(buckets.of(Limit.USER_REQUESTS, tenantId, userId), requests));
            charges.add(
                    new Charge(buckets.of(Limit.USER_CHARACTERS, tenantId, userId), characters));
        }
        return charges;
    }

    private static Verdict take(List<Charge> charges) {
        for (int i = 0; i < charges.size(); i++) {
            Charge charge = charges.get(i);
            long wait = charge.bucket().take(charge.amount());
            if (wait > 0) {
                charges.subList(0, i).forEach(taken -> taken.bucket().giveBack(taken.amount()));
                return new Verdict.Refused(
                        levels(charges), charge.bucket().limit(), Duration.ofNanos(wait));
            }
        }
        return new Verdict.Passed(levels(charges));
    }

    private static List<Level> levels(List<Charge> charges) {
        return charges.stream().map(charge -> charge.bucket().level()).toList();
    }
}
