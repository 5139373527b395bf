package dev.millrace.devstack;

import java.util.Locale;

/** What is known of a process. */
public enum Health {
    /** It runs and answers its probe. */
    HEALTHY,
    /** It runs, or is about to, and has not answered yet. */
    STARTING,
    /** It does not run, or has stopped answering. */
    DOWN;

    /** The name as users see it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
