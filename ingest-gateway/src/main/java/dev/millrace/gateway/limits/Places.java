package dev.millrace.gateway.limits;

import java.util.HashMap;
import java.util.Map;

/** A number of places that tenants share. Thread-safe. */
final class Places {

    /** What came of asking for a place. */
    enum Answer {
        TAKEN,
        TENANT_IS_FULL,
        ALL_IS_FULL
    }

    private final int most;
    private final int perTenant;
    private final Map<String, Integer> byTenant = new HashMap<>();
    private int count;

    Places(int most, int perTenant) {
        this.most = most;
        this.perTenant = perTenant;
    }

    synchronized Answer take(String tenantId) {
        int own = byTenant.getOrDefault(tenantId, 0);
        if (own >= perTenant) {
            return Answer.TENANT_IS_FULL;
        }
        if (count >= most) {
            return Answer.ALL_IS_FULL;
        }
        byTenant.put(tenantId, own + 1);
        count++;
        return Answer.TAKEN;
    }

    synchronized void giveBack(String tenantId) {
        byTenant.computeIfPresent(tenantId, (_, own) -> own == 1 ? null : own - 1);
        count--;
    }

    synchronized int count() {
        return count;
    }

    int most() {
        return most;
    }

    int perTenant() {
        return perTenant;
    }
}
