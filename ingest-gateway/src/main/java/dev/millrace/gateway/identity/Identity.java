package dev.millrace.gateway.identity;

import java.util.Set;

/**
 * Who calls.
 *
 * @param tenantId who pays, and whose tasks the caller sees
 * @param userId the person or system that calls
 * @param roles what the caller may do
 * @param everyTenant whether the caller runs the installation: what the role {@code admin} allows
 *     goes for all tenants
 * @param key the id of the API key that was used; empty when it was none
 */
public record Identity(
        String tenantId, String userId, Set<String> roles, boolean everyTenant, String key) {

    /** Somebody who has to do with one tenant, known by other means than an API key. */
    public Identity(String tenantId, String userId, Set<String> roles) {
        this(tenantId, userId, roles, false, "");
    }

    public Identity {
        roles = Set.copyOf(roles);
    }

    /** Whether the caller has one of some roles. */
    public boolean hasAny(Set<Role> wanted) {
        return wanted.stream().anyMatch(role -> roles.contains(role.text()));
    }
}
