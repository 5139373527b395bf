package dev.millrace.gateway.intake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name that a caller gives a request so that repeating it makes no second task.
 *
 * @param text one to 255 visible characters of ASCII, taken as they are
 */
public record IdempotencyKey(String text) {

    /** Where callers put it. */
    public static final String HEADER = "Idempotency-Key";

    /** The header that tells, with {@code true}, that a request was a repeated one. */
    public static final String REPLAYED_HEADER = "Idempotency-Replayed";

    private static final Pattern VALID = Pattern.compile("[!-~]{1,255}");

    /**
     * The key of a request.
     *
     * @param headers the values of all the headers of that name
     * @throws RefusedException if there is one that cannot be a key
     */
    public static @Nullable IdempotencyKey of(List<String> headers) {
        if (headers.isEmpty()) {
            return null;
        }
        if (headers.size() > 1 || !VALID.matcher(headers.getFirst()).matches()) {
            throw new RefusedException(
                    Refusal.KEY_INVALID,
                    "There may be one " + HEADER + ", of 1 to 255 visible ASCII characters.",
                    Map.of(),
                    List.of());
        }
        return new IdempotencyKey(headers.getFirst());
    }

    /** Names the key of a tenant without telling it. */
    String digest(String tenantId) {
        MessageDigest digest = Digests.sha256();
        digest.update(tenantId.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(text.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(digest.digest());
    }
}
