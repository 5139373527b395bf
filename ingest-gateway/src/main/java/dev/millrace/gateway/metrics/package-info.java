/** The names of what the gateway measures. */
@NullMarked
package dev.millrace.gateway.metrics;

import org.jspecify.annotations.NullMarked;
