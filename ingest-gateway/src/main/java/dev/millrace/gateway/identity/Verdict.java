package dev.millrace.gateway.identity;

/** What became of a credential. */
public sealed interface Verdict {

    /** It is good. */
    record Known(Identity identity) implements Verdict {}

    /**
     * It opens nothing.
     *
     * @param reason what its holder may know
     */
    record Unknown(String reason) implements Verdict {}

    /** It cannot be told at present. */
    record Unavailable(String reason) implements Verdict {}
}
