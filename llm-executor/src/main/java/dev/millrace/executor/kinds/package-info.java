/** The kinds of work, told in the events of the wire contract. */
@NullMarked
package dev.millrace.executor.kinds;

import org.jspecify.annotations.NullMarked;
