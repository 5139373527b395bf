package dev.millrace.agents;

import java.time.Duration;

/**
 * How a tool may be called.
 *
 * @param timeout the longest that a call may take
 * @param concurrency the most calls at a time, in each executor
 * @param retryable whether a call may be repeated when it is not known to have done nothing
 */
public record ToolLimits(Duration timeout, int concurrency, boolean retryable) {}
