/** Finds dead letters, and sends them on their way again or drops them. */
@NullMarked
package dev.millrace.gateway.deadletters;

import org.jspecify.annotations.NullMarked;
