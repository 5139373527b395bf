/** The application that does the work the topologies ask for. */
@NullMarked
package dev.millrace.executor;

import org.jspecify.annotations.NullMarked;
