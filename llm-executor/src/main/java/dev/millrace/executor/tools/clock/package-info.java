/** The time. */
@NullMarked
package dev.millrace.executor.tools.clock;

import org.jspecify.annotations.NullMarked;
