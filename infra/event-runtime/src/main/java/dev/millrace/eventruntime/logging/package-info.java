/** Keeps secrets, and what people wrote, out of a service's log. */
@NullMarked
package dev.millrace.eventruntime.logging;

import org.jspecify.annotations.NullMarked;
