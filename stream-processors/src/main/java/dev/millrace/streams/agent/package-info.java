/**
 * The agent: a durable state machine for each task. {@link dev.millrace.streams.agent.AgentMachine}
 * decides, {@link dev.millrace.streams.agent.AgentProcessor} moves records and state.
 */
@NullMarked
package dev.millrace.streams.agent;

import org.jspecify.annotations.NullMarked;
