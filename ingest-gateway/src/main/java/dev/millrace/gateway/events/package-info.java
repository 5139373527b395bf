/** Writes accepted tasks to Kafka. */
@NullMarked
package dev.millrace.gateway.events;

import org.jspecify.annotations.NullMarked;
