/** Arithmetic, with exact decimals. */
@NullMarked
package dev.millrace.executor.tools.calculator;

import org.jspecify.annotations.NullMarked;
