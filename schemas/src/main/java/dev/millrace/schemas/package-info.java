/**
 * The catalogue of Kafka topics and what belongs to the wire contract beside the generated Avro
 * classes.
 */
@NullMarked
package dev.millrace.schemas;

import org.jspecify.annotations.NullMarked;
