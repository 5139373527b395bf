package dev.millrace.simulatedllm;

/**
 * A tool that the simulated model asks for.
 *
 * @param name the tool
 * @param arguments its arguments as a JSON object
 */
record ToolCall(String name, String arguments) {}
