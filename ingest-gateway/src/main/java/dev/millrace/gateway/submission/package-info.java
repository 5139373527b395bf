/**
 * From what a caller sent to a task that the pipeline takes, or to what is wrong with it; knows
 * neither HTTP nor Kafka.
 */
@NullMarked
package dev.millrace.gateway.submission;

import org.jspecify.annotations.NullMarked;
