/**
 * Keeps calls away from what cannot take them: a circuit breaker and a limit of calls at a time.
 */
@NullMarked
package dev.millrace.executor.guard;

import org.jspecify.annotations.NullMarked;
