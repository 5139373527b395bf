package dev.millrace.gateway.view;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The claims that hold the keys of one partition: of each key the first one in the log that came 24
 * hours or more after the one before it.
 *
 * <p>State: one store, the time of the latest claim, and the key up to which old claims were looked
 * for. Used by the Streams thread that owns the partition only.
 */
final class ClaimStore {

    static final String CLAIMS = "claim-by-key";

    /** The most claims that are looked at in one go, so that it never holds up new ones. */
    static final int MAX_SWEPT_AT_ONCE = 5_000;

    /** Clocks of gateways differ, and a claim may be written a little after it was made. */
    private static final Duration CLAIMS_OUT_OF_ORDER = Duration.ofHours(1);

    private static final String START = "";

    private final KeyValueStore<String, byte[]> claims;
    private Instant latest = Instant.EPOCH;
    private String sweptTo = START;

    ClaimStore(ProcessorContext<?, ?> context) {
        this.claims = context.getStateStore(CLAIMS);
    }

    static StoreBuilder<KeyValueStore<String, byte[]>> claims() {
        return TaskStore.store(CLAIMS);
    }

    /**
     * Takes a claim.
     *
     * @return the claim that holds the key: this one or an earlier one
     */
    Claim take(String key, Claim claim, Instant now) {
        Instant time = claim.at().isBefore(now) ? claim.at() : now;
        latest = time.isAfter(latest) ? time : latest;
        Claim present = get(key);
        if (present != null && present.holdsAt(claim.at())) {
            return present;
        }
        claims.put(key, ClaimSerde.toBytes(claim));
        return claim;
    }

    private @Nullable Claim get(String key) {
        byte[] bytes = claims.get(key);
        return bytes == null ? null : ClaimSerde.fromBytes(bytes);
    }

    /**
     * Forgets claims that no longer hold, and goes on where it stopped the last time. Their age is
     * that which the claims themselves tell: an instance that reads old claims late must decide
     * about them as the others did.
     */
    void sweep() {
        Instant oldest = latest.minus(Claim.HOLDS).minus(CLAIMS_OUT_OF_ORDER);
        List<String> old = new ArrayList<>();
        int seen = 0;
        try (KeyValueIterator<String, byte[]> entries = claims.range(sweptTo, null)) {
            while (entries.hasNext() && seen < MAX_SWEPT_AT_ONCE) {
                KeyValue<String, byte[]> entry = entries.next();
                seen++;
                sweptTo = entry.key;
                if (!ClaimSerde.fromBytes(entry.value).at().isAfter(oldest)) {
                    old.add(entry.key);
                }
            }
            if (!entries.hasNext()) {
                sweptTo = START;
            }
        }
        old.forEach(claims::delete);
    }
}
