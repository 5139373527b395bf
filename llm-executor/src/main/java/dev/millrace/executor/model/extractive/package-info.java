/** Finds the sentences of given passages that answer a question, without a language model. */
@NullMarked
package dev.millrace.executor.model.extractive;

import org.jspecify.annotations.NullMarked;
