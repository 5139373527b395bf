/** Search in the documents of a task. */
@NullMarked
package dev.millrace.executor.tools.documents;

import org.jspecify.annotations.NullMarked;
