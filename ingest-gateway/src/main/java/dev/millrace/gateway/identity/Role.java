package dev.millrace.gateway.identity;

import java.util.Locale;

/** The roles that Millrace itself knows; others are names for the permissions of tools. */
public enum Role {
    /** Hands in tasks, sees and cancels those of the tenant. */
    SUBMITTER,
    /** Sees the tasks of the tenant. */
    VIEWER,
    /** Sees and cancels the tasks of the tenant, and deals with its dead letters. */
    OPERATOR,
    /** May everything in the tenant, its keys included. */
    ADMIN;

    /** The name in keys and tokens. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
