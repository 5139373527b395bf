/** The agents that tasks may name. */
@NullMarked
package dev.millrace.gateway.agents;

import org.jspecify.annotations.NullMarked;
