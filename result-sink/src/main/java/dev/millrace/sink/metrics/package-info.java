/** What the sink counts and times. */
@NullMarked
package dev.millrace.sink.metrics;

import org.jspecify.annotations.NullMarked;
