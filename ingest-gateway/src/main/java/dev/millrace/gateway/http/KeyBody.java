package dev.millrace.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.gateway.keys.KeyChange;
import dev.millrace.gateway.keys.StoredKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key as callers see it.
 *
 * @param key the key itself, only in the answer to whoever had it made
 */
record KeyBody(
        String id,
        String name,
        String tenant,
        String user,
        List<String> roles,
        String state,
        Instant createdAt,
        String createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable String replacedBy,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key) {

    static KeyBody of(StoredKey key) {
        return of(key, null);
    }

    static KeyBody of(KeyChange.Made made) {
        return of(made.key(), made.text());
    }

    private static KeyBody of(StoredKey key, @Nullable String text) {
        return new KeyBody(
                key.id(),
                key.name(),
                key.tenant(),
                key.user(),
                key.roles(),
                key.state().text(),
                key.createdAt(),
                key.createdBy(),
                key.expiresAt(),
                key.revokedAt(),
                key.replacedBy(),
                text);
    }

    /** Without the key: records are printed in passing. */
    @Override
    public String toString() {
        return "KeyBody[" + id + "]";
    }
}
