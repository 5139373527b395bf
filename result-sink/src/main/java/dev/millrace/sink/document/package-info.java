/**
 * What is stored: documents made of events, and the port through which they are stored. Knows
 * neither Kafka nor Elasticsearch nor Spring.
 */
@NullMarked
package dev.millrace.sink.document;

import org.jspecify.annotations.NullMarked;
