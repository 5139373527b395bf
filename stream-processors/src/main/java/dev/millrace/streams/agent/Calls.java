package dev.millrace.streams.agent;

/** How many tools a turn may call. */
final class Calls {

    /** Calls beyond these are not made; the model is told so. */
    static final int MAX = 32;

    /** Calls beyond these are not even remembered. */
    static final int MAX_TOLD = 128;

    private Calls() {}
}
