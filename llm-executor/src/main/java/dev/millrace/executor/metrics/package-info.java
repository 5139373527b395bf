/** What the executor measures, and under which names. */
@NullMarked
package dev.millrace.executor.metrics;

import org.jspecify.annotations.NullMarked;
