/** The service that runs the topologies of Millrace. */
@NullMarked
package dev.millrace.streams;

import org.jspecify.annotations.NullMarked;
