package dev.millrace.gateway.audit;

import dev.millrace.gateway.identity.Identity;
import java.util.Set;

/**
 * Who asks for something, and from where.
 *
 * @param identity whose key it is
 * @param clientAddress the address that the request came from
 * @param requestId names the request
 */
public record Caller(Identity identity, String clientAddress, String requestId) {

    /** Somebody of whom nothing is known. */
    public static final Caller UNKNOWN = new Caller(new Identity("", "", Set.of()), "", "");

    /** How records call the caller; somebody without a valid key is unknown. */
    public String actor() {
        if (identity.tenantId().isEmpty()) {
            return "unknown";
        }
        if (!identity.userId().isEmpty()) {
            return identity.userId();
        }
        return identity.key().isEmpty()
                ? "a key of tenant " + identity.tenantId()
                : "key " + identity.key();
    }
}
