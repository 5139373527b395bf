package dev.millrace.gateway.intake;

/** Why a task that is right in itself is not taken. */
public enum Refusal {
    /** The tenant or user has used up what it may send for now. */
    RATE_LIMITED,
    /** Too much is waiting already. */
    OVERLOADED,
    /** What the task says is not let through. */
    SCREENED,
    /** Its idempotency key belongs to another request. */
    KEY_REUSED,
    /** Its idempotency key cannot be one. */
    KEY_INVALID,
    /** Whether its idempotency key is taken cannot be told at present. */
    UNAVAILABLE
}
