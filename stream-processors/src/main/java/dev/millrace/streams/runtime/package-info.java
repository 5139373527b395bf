/** Runs the topologies: settings, life cycle, state encoding, health and metrics. */
@NullMarked
package dev.millrace.streams.runtime;

import org.jspecify.annotations.NullMarked;
