/** Spans of the work on a task, and the way they take to a collector (OpenTelemetry). */
@NullMarked
package dev.millrace.eventruntime.tracing;

import org.jspecify.annotations.NullMarked;
