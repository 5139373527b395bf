package dev.millrace.apikeys;

import dev.millrace.ApiKeyRecorded;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What is written down of keys. */
public final class KeyRecords {

    private KeyRecords() {}

    /** A new key. */
    public static ApiKeyRecorded made(
            ApiKey key, KeyOrder order, InstallationSecret secret, String by, Instant at) {
        Instant now = at.truncatedTo(ChronoUnit.MILLIS);
        Duration life = order.expiresIn();
        return ApiKeyRecorded.newBuilder()
                .setKeyId(key.id())
                .setName(order.name())
                .setTenantId(order.tenant())
                .setUserId(order.user())
                .setRoles(order.roles().stream().sorted().toList())
                .setDigest(secret.digest(key.text()))
                .setCreatedAt(now)
                .setCreatedBy(by)
                .setExpiresAt(life == null ? null : now.plus(life))
                .build();
    }

    /** A key that takes the place of another: the same in everything, with as long a life. */
    public static ApiKeyRecorded successor(
            ApiKey key, ApiKeyRecorded old, InstallationSecret secret, String by, Instant at) {
        Instant now = at.truncatedTo(ChronoUnit.MILLIS);
        Instant expiresAt = old.getExpiresAt();
        return ApiKeyRecorded.newBuilder(old)
                .setKeyId(key.id())
                .setDigest(secret.digest(key.text()))
                .setCreatedAt(now)
                .setCreatedBy(by)
                .setExpiresAt(
                        expiresAt == null
                                ? null
                                : now.plus(Duration.between(old.getCreatedAt(), expiresAt)))
                .setRevokedAt(null)
                .setReplacedBy(null)
                .build();
    }

    /** A key that another one has replaced and that ends after a time of grace. */
    public static ApiKeyRecorded replaced(ApiKeyRecorded old, String successor, Instant until) {
        return ApiKeyRecorded.newBuilder(old)
                .setReplacedBy(successor)
                .setRevokedAt(earlier(old.getRevokedAt(), until.truncatedTo(ChronoUnit.MILLIS)))
                .build();
    }

    /** A key that opens nothing any more. */
    public static ApiKeyRecorded revoked(ApiKeyRecorded key, Instant at) {
        return ApiKeyRecorded.newBuilder(key)
                .setRevokedAt(earlier(key.getRevokedAt(), at.truncatedTo(ChronoUnit.MILLIS)))
                .build();
    }

    /**
     * What two records of a key say together: an end that was written down once is not taken back
     * by somebody who had not heard of it.
     */
    public static ApiKeyRecorded merged(ApiKeyRecorded known, ApiKeyRecorded later) {
        return ApiKeyRecorded.newBuilder(later)
                .setRevokedAt(earlier(known.getRevokedAt(), later.getRevokedAt()))
                .setExpiresAt(earlier(known.getExpiresAt(), later.getExpiresAt()))
                .setReplacedBy(
                        later.getReplacedBy() == null
                                ? known.getReplacedBy()
                                : later.getReplacedBy())
                .build();
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }
}
