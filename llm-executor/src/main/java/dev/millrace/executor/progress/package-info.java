/**
 * Which records of a partition are done, and how that is written into the metadata of an offset
 * commit so that a crash repeats only what was in flight. Free of Kafka's clients.
 */
@NullMarked
package dev.millrace.executor.progress;

import org.jspecify.annotations.NullMarked;
