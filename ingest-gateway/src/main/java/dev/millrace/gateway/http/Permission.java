package dev.millrace.gateway.http;

import dev.millrace.gateway.identity.Role;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What there is to be allowed, and to whom. */
enum Permission {
    /** Hand in tasks. */
    SUBMIT(EnumSet.of(Role.SUBMITTER, Role.ADMIN)),
    /** See tasks and what happens in them, and the agents. */
    READ(EnumSet.allOf(Role.class)),
    /** End tasks. */
    CANCEL(EnumSet.of(Role.SUBMITTER, Role.OPERATOR, Role.ADMIN)),
    /** See dead letters, and redrive or drop them. */
    LETTERS(EnumSet.of(Role.OPERATOR, Role.ADMIN)),
    /** See, make, replace and revoke keys. */
    KEYS(EnumSet.of(Role.ADMIN)),
    /** Read what is measured, if that is not open. */
    METRICS(EnumSet.of(Role.OPERATOR, Role.ADMIN));

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable copy
    private final Set<Role> roles;

    Permission(Set<Role> roles) {
        this.roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
    }

    /** The roles each of which suffices. */
    Set<Role> roles() {
        return roles;
    }

    /** Their names, for people and in challenges. */
    String roleNames(String separator) {
        return roles.stream().map(Role::text).collect(Collectors.joining(separator));
    }
}
