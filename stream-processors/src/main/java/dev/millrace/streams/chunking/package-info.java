/** Cuts the documents of a task into chunks. */
@NullMarked
package dev.millrace.streams.chunking;

import org.jspecify.annotations.NullMarked;
