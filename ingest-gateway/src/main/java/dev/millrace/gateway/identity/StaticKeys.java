package dev.millrace.gateway.identity;

import static java.util.stream.Collectors.toSet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the caller by a key from the configuration, in a time that does not tell how much of it was
 * right.
 */
public final class StaticKeys implements IdentitySource {

    private static final Logger LOG = LoggerFactory.getLogger(StaticKeys.class);

    private record Entry(String digest, Identity identity) {}

    private final List<Entry> entries;

    public StaticKeys(ApiKeys keys, IdentitySettings settings) {
        warn(keys.keys());
        this.entries =
                keys.keys().stream()
                        .map(
                                key ->
                                        new Entry(
                                                sha256(key.key()),
                                                settings.identity(
                                                        key.tenant(), key.user(), key.roles(), "")))
                        .toList();
    }

    /** Such a key is let in, and then refused everywhere. */
    private static void warn(List<ApiKeys.ApiKey> keys) {
        Set<String> roles = Arrays.stream(Role.values()).map(Role::text).collect(toSet());
        for (int i = 0; i < keys.size(); i++) {
            if (Collections.disjoint(keys.get(i).roles(), roles)) {
                LOG.warn(
                        "The key millrace.keys[{}] of tenant {} may do nothing: give it one of the"
                                + " roles {} (millrace.keys[{}].roles)",
                        i,
                        keys.get(i).tenant(),
                        new TreeSet<>(roles),
                        i);
            }
        }
    }

    @Override
    public Optional<Verdict> check(String credential) {
        return find(credential).map(Verdict.Known::new);
    }

    @Override
    public Presence presence() {
        return entries.isEmpty() ? Presence.NONE : Presence.SOME;
    }

    private Optional<Identity> find(String key) {
        byte[] digest = bytes(sha256(key));
        Identity found = null;
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(bytes(entry.digest()), digest)) {
                found = entry.identity();
            }
        }
        return Optional.ofNullable(found);
    }

    private static String sha256(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes(key));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
