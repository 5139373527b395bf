package dev.millrace.gateway.audit;

import dev.millrace.gateway.identity.Identity;

/**
 * Who asks for something, and from where.
 *
 * @param identity whose key it is
 * @param clientAddress the address that the request came from
 * @param requestId names the request
 */
public record Caller(Identity identity, String clientAddress, String requestId) {

    /** How records call the caller. */
    public String actor() {
        return identity.userId().isEmpty()
                ? "a key of tenant " + identity.tenantId()
                : identity.userId();
    }
}
