/** Finds the chunks that fit a query, by meaning and by words. */
@NullMarked
package dev.millrace.executor.retrieval;

import org.jspecify.annotations.NullMarked;
