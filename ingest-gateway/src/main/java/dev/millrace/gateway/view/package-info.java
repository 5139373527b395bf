/**
 * The present state of every task, kept by Kafka Streams from events and results, and of every
 * idempotency key.
 */
@NullMarked
package dev.millrace.gateway.view;

import org.jspecify.annotations.NullMarked;
