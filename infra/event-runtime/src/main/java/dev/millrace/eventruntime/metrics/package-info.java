/** What all services measure alike. */
@NullMarked
package dev.millrace.eventruntime.metrics;

import org.jspecify.annotations.NullMarked;
