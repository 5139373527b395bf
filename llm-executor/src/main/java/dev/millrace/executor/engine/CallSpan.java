package dev.millrace.executor.engine;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;

/**
 * How the span of a call looks.
 *
 * @param name what is done and by whom, such as {@code chat gpt-4o}
 * @param spanKind client for what is done elsewhere, internal for what is done in this process
 * @param attributes what it tells beside task and tenant; no prompt, answer, or parameters
 */
public record CallSpan(String name, SpanKind spanKind, Attributes attributes) {}
