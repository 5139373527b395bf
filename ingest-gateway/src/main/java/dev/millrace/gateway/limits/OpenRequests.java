package dev.millrace.gateway.limits;

import dev.millrace.gateway.intake.Refusal;
import dev.millrace.gateway.intake.RefusedException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Counts the requests that stay open, and lets no more be opened than the instance and the tenant
 * may have.
 *
 * <p>Owns a count for each tenant that has one open. Thread-safe.
 */
public final class OpenRequests {

    /** Seconds after which trying again makes sense: others end all the time. */
    private static final String RETRY_AFTER = "5";

    /** Why a request stays open. */
    public enum Kind {
        /** The caller waits for the end of a task. */
        WAIT,
        /** The caller is sent events while they happen. */
        STREAM
    }

    /** The place of one open request; closing it twice does no harm. */
    public interface Lease extends AutoCloseable {
        @Override
        void close();
    }

    private final Map<Kind, Places> places = new EnumMap<>(Kind.class);

    public OpenRequests(OpenSettings settings) {
        places.put(Kind.WAIT, new Places(settings.waits(), settings.waitsPerTenant()));
        places.put(Kind.STREAM, new Places(settings.streams(), settings.streamsPerTenant()));
    }

    /**
     * Takes a place, to be closed when the request ends, however it ends.
     *
     * @throws RefusedException if the tenant, or everybody together, has as many as it may
     */
    public Lease acquire(Kind kind, String tenantId) {
        Places all = placesOf(kind);
        switch (all.take(tenantId)) {
            case TAKEN -> {}
            case TENANT_IS_FULL ->
                    throw refusal(
                            Refusal.RATE_LIMITED,
                            "The tenant has all the %d %ss open that it may have here.",
                            all.perTenant(),
                            kind);
            case ALL_IS_FULL ->
                    throw refusal(
                            Refusal.OVERLOADED,
                            "All %d %ss that this gateway keeps are open.",
                            all.most(),
                            kind);
        }
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false)) {
                all.giveBack(tenantId);
            }
        };
    }

    /** How many are open at present. */
    public int count(Kind kind) {
        return placesOf(kind).count();
    }

    private Places placesOf(Kind kind) {
        Places found = places.get(kind);
        if (found == null) {
            throw new IllegalArgumentException("there are no places for " + kind);
        }
        return found;
    }

    private static RefusedException refusal(Refusal reason, String text, int count, Kind kind) {
        return new RefusedException(
                reason,
                text.formatted(count, kind.name().toLowerCase(Locale.ROOT)),
                Map.of("Retry-After", RETRY_AFTER),
                List.of());
    }
}
