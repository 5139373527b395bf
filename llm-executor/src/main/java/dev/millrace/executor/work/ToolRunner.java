package dev.millrace.executor.work;

/** Lets a tool do one call. */
@FunctionalInterface
public interface ToolRunner {

    /**
     * Called on a virtual thread of its own; may block. An interrupt means that nobody waits for
     * the outcome any more: the call is broken off.
     */
    ToolOutcome run(ToolCall call) throws InterruptedException;
}
