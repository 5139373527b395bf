/** Turns texts into vectors and compares them. */
@NullMarked
package dev.millrace.executor.embedding;

import org.jspecify.annotations.NullMarked;
