package dev.millrace.gateway.view;

import java.time.Instant;
import java.util.Optional;

/** Tells whose request an idempotency key belongs to; all instances tell the same. */
public interface Claims {

    /**
     * The claim that holds a key at some time, so far as this instance has read: none here does not
     * mean that there is none.
     *
     * @param key digest of tenant and idempotency key
     */
    Optional<Claim> holder(String key, Instant at);

    /**
     * Claims a key, and waits until it is decided who holds it.
     *
     * @param key digest of tenant and idempotency key
     * @throws dev.millrace.gateway.events.NotAcknowledgedException if Kafka does not acknowledge
     *     the claim in time; it may have it nevertheless
     */
    Outcome claim(String key, String tenantId, Claim claim) throws InterruptedException;

    /** What became of a claim. */
    sealed interface Outcome {

        /** The key is held, by this claim or an earlier one. */
        record Held(Claim holder) implements Outcome {}

        /** It is not known yet; the claim may hold the key nevertheless. */
        record Undecided() implements Outcome {}
    }
}
