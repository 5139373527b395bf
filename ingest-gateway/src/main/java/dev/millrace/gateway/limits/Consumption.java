package dev.millrace.gateway.limits;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What this instance let through and has not told the others yet. Bounded by being emptied; what
 * cannot be told is dropped then. Thread-safe.
 */
final class Consumption {

    private final ConcurrentMap<Owner, Amount> untold = new ConcurrentHashMap<>();

    private record Owner(String tenantId, String userId) {}

    private record Amount(long requests, long characters) {
        Amount plus(Amount other) {
            return new Amount(requests + other.requests, characters + other.characters);
        }
    }

    /** What one user of a tenant had; no name for those who have none. */
    record Share(String tenantId, String userId, long requests, long characters) {}

    void add(String tenantId, String userId, long requests, long characters) {
        untold.merge(new Owner(tenantId, userId), new Amount(requests, characters), Amount::plus);
    }

    /** Everything that came since the last time. */
    List<Share> empty() {
        List<Share> shares = new ArrayList<>();
        for (Owner owner : untold.keySet()) {
            Amount amount = untold.remove(owner);
            if (amount != null) {
                shares.add(
                        new Share(
                                owner.tenantId(),
                                owner.userId(),
                                amount.requests(),
                                amount.characters()));
            }
        }
        return shares;
    }
}
