/** Calls to the servers of models: limits in time and size, and the headers of each call. */
@NullMarked
package dev.millrace.executor.http;

import org.jspecify.annotations.NullMarked;
