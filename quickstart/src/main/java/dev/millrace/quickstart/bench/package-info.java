/** Measures the pipeline under load, with the simulated model in place of a real one. */
@NullMarked
package dev.millrace.quickstart.bench;

import org.jspecify.annotations.NullMarked;
