/** The way of a checked task into the pipeline, past everything that may stand in it. */
@NullMarked
package dev.millrace.gateway.intake;

import org.jspecify.annotations.NullMarked;
