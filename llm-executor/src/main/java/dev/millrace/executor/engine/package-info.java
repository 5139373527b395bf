/**
 * The engine: takes work records from Kafka, has each done within limits of concurrency and memory,
 * and notes a record as done once its outcome is acknowledged.
 */
@NullMarked
package dev.millrace.executor.engine;

import org.jspecify.annotations.NullMarked;
