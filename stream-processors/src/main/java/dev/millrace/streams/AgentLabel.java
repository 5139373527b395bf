package dev.millrace.streams;

import java.util.Set;

/** Names agents in metrics: those of the catalogue, as callers can name any. */
record AgentLabel(Set<String> known) {

    static final String UNKNOWN = "unknown";

    AgentLabel {
        known = Set.copyOf(known);
    }

    String of(String agent) {
        return known.contains(agent) ? agent : UNKNOWN;
    }
}
