package dev.millrace.executor.work;

import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/** Something that an agent can have done. */
public interface Tool {

    /** Names the tool in definitions of agents and permissions; a server's tools have a slash. */
    String name();

    /** Says to the model what the tool does and when to use it. */
    String description();

    /** The JSON schema of the parameters, an object. */
    String parameters();

    Limits limits();

    /** Names what the limit of calls at a time is for; tools of the same name share it. */
    default String limitedAs() {
        return name();
    }

    /**
     * Called on a virtual thread of its own; may block. An interrupt means that nobody waits for
     * the outcome any more: the call is broken off. An exception counts as a result that tells the
     * model of an internal error.
     *
     * @param arguments what the call brings, already checked against the schema
     */
    ToolOutcome call(ToolCall call, ObjectNode arguments) throws InterruptedException;

    /**
     * How far a tool may go.
     *
     * @param timeout the longest that a call may take
     * @param concurrency the most calls at a time in this process
     * @param repeatable whether a call that may have had its effect can be made again
     */
    record Limits(Duration timeout, int concurrency, boolean repeatable) {}
}
