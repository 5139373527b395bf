/** The words of models on their way to those who wait for them. */
@NullMarked
package dev.millrace.executor.tokens;

import org.jspecify.annotations.NullMarked;
