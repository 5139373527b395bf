/** How much callers may ask for in a time, and how many may wait at once. */
@NullMarked
package dev.millrace.gateway.limits;

import org.jspecify.annotations.NullMarked;
