package dev.millrace.apikeys;

import dev.millrace.ApiKeyRecorded;
import java.time.Instant;
import java.util.Locale;

/** What a key is at a time. */
public enum KeyState {
    ACTIVE,
    /** It was replaced, and opens what it did until that is over. */
    REPLACED,
    EXPIRED,
    REVOKED;

    /** The state of a key at a time. */
    public static KeyState of(ApiKeyRecorded key, Instant now) {
        Instant revokedAt = key.getRevokedAt();
        if (revokedAt != null && !revokedAt.isAfter(now)) {
            return REVOKED;
        }
        Instant expiresAt = key.getExpiresAt();
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            return EXPIRED;
        }
        return revokedAt == null ? ACTIVE : REPLACED;
    }

    /** Whether a key in this state opens anything. */
    public boolean isOpen() {
        return this == ACTIVE || this == REPLACED;
    }

    /** The name that callers read. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
