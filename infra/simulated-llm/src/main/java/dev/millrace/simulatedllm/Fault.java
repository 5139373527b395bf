package dev.millrace.simulatedllm;

/** What goes wrong with a call. */
enum Fault {
    /** Nothing: the call is answered. */
    NONE,
    /** Status 429 with {@code Retry-After}. */
    RATE_LIMITED,
    /** Status 500. */
    SERVER_ERROR,
    /** No answer at all until the client goes away. */
    HANG,
    /** Status 200 with a body that is not JSON. */
    MALFORMED,
    /** The connection is closed in the middle of the body. */
    CUT
}
