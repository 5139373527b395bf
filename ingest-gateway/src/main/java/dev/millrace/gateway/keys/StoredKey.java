package dev.millrace.gateway.keys;

import dev.millrace.ApiKeyRecorded;
import dev.millrace.apikeys.KeyState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key as its owners see it; never the key itself.
 *
 * @param id names it
 * @param name what people call it
 * @param tenant the tenant whose tasks it opens
 * @param user on whose behalf its tasks run; may be empty
 * @param roles what it allows
 * @param state what it is at present
 * @param createdAt when it was made
 * @param createdBy by whom
 * @param expiresAt from when on it opens nothing; null for a key without end
 * @param revokedAt when it was or will be revoked, if it was
 * @param replacedBy the key that took its place, if one did
 */
public record StoredKey(
        String id,
        String name,
        String tenant,
        String user,
        List<String> roles,
        KeyState state,
        Instant createdAt,
        String createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable String replacedBy) {

    static StoredKey of(ApiKeyRecorded key, Instant now) {
        return new StoredKey(
                key.getKeyId(),
                key.getName(),
                key.getTenantId(),
                key.getUserId(),
                List.copyOf(key.getRoles()),
                KeyState.of(key, now),
                key.getCreatedAt(),
                key.getCreatedBy(),
                key.getExpiresAt(),
                key.getRevokedAt(),
                key.getReplacedBy());
    }
}
