package dev.millrace.gateway.deadletters;

import dev.millrace.gateway.identity.Identity;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters somebody may see.
 *
 * @param tenantId those of this tenant; null for all, also those whose tenant cannot be told
 */
public record LetterScope(@Nullable String tenantId) {

    private static final String OPERATOR = "operator";
    private static final String ADMIN = "admin";

    /** Whether a caller may see any at all. */
    public static boolean isOpenTo(Identity identity) {
        return identity.roles().contains(OPERATOR) || identity.roles().contains(ADMIN);
    }

    /** What a caller may see: an operator the letters of the own tenant, an admin all. */
    public static LetterScope of(Identity identity) {
        return new LetterScope(identity.roles().contains(ADMIN) ? null : identity.tenantId());
    }

    /** Whether letters of a tenant, null for an unknown one, are to be seen. */
    public boolean includes(@Nullable String tenant) {
        return tenantId == null || tenantId.equals(tenant);
    }
}
