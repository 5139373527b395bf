/**
 * What the executor is asked to do and what comes of it, free of Kafka, Spring and model libraries.
 */
@NullMarked
package dev.millrace.executor.work;

import org.jspecify.annotations.NullMarked;
