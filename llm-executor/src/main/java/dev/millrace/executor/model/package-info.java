/** Lets language models take turns, and turns what they say into outcomes with citations. */
@NullMarked
package dev.millrace.executor.model;

import org.jspecify.annotations.NullMarked;
