/**
 * The tools of agents: which there are, who may use them, and what every call has to pass before it
 * runs.
 */
@NullMarked
package dev.millrace.executor.tools;

import org.jspecify.annotations.NullMarked;
