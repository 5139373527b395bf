package dev.millrace.agents;

import java.time.Duration;

/** Reads how tools may be called. */
final class ToolLimitsReader {

    private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);
    private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration MCP_TIMEOUT = Duration.ofMinutes(1);
    private static final int HTTP_CONCURRENCY = 16;
    private static final int MCP_CONCURRENCY = 8;
    private static final int MAX_CONCURRENCY = 10_000;

    private ToolLimitsReader() {}

    static ToolLimits http(YamlFields fields, boolean retryable) {
        return read(fields, HTTP_TIMEOUT, HTTP_CONCURRENCY, retryable);
    }

    /** Nobody knows what the tools of a server do, so their calls are not repeated unasked. */
    static ToolLimits mcp(YamlFields fields) {
        return read(fields, MCP_TIMEOUT, MCP_CONCURRENCY, false);
    }

    private static ToolLimits read(
            YamlFields fields, Duration timeout, int concurrency, boolean retryable) {
        return new ToolLimits(
                fields.duration("timeout", timeout, MIN_TIMEOUT, MAX_TIMEOUT),
                fields.whole("concurrency", concurrency, 1, MAX_CONCURRENCY),
                fields.flag("retryable", retryable));
    }
}
