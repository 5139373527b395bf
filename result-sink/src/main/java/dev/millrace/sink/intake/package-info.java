/** Kafka: reads batches, hands them to the store and keeps what it cannot take. */
@NullMarked
package dev.millrace.sink.intake;

import org.jspecify.annotations.NullMarked;
