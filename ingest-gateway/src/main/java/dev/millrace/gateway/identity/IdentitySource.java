package dev.millrace.gateway.identity;

import java.util.Optional;

/** One of the ways to tell who calls. Thread-safe. */
public interface IdentitySource {

    /** Whether there is anybody whom a source could identify. */
    enum Presence {
        NONE,
        SOME,
        NOT_KNOWN_YET
    }

    /** What it says of a credential; nothing if that is of another kind. */
    Optional<Verdict> check(String credential);

    /** Whether anybody real was given a credential of this kind. */
    Presence presence();
}
