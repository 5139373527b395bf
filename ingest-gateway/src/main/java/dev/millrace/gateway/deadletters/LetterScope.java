package dev.millrace.gateway.deadletters;

import dev.millrace.gateway.identity.Identity;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters somebody may see.
 *
 * @param tenantId those of this tenant; null for all, also those whose tenant cannot be told
 */
public record LetterScope(@Nullable String tenantId) {

    /** What a caller may see: the letters of the own tenant, or all to run the installation. */
    public static LetterScope of(Identity identity) {
        return new LetterScope(identity.everyTenant() ? null : identity.tenantId());
    }

    /** Whether letters of a tenant, null for an unknown one, are to be seen. */
    public boolean includes(@Nullable String tenant) {
        return tenantId == null || tenantId.equals(tenant);
    }
}
