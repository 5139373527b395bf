/** Decides which requests become tasks. */
@NullMarked
package dev.millrace.streams.admission;

import org.jspecify.annotations.NullMarked;
