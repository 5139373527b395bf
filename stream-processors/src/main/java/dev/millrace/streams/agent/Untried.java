package dev.millrace.streams.agent;

import dev.millrace.Failure;
import java.util.Set;

/** The failures that say that work was not tried at all, so that they burn none of its tries. */
final class Untried {

    /** The endpoint, or tool, is not called for a while. */
    static final String BREAKER_OPEN = "breaker-open";

    /** The executor has all the calls of the endpoint, or tool, that it may make. */
    static final String BULKHEAD_FULL = "bulkhead-full";

    private static final Set<String> TYPES = Set.of(BREAKER_OPEN, BULKHEAD_FULL);

    private Untried() {}

    static boolean is(Failure failure) {
        return TYPES.contains(TaskErrors.typeOf(failure));
    }
}
