package dev.millrace.executor.engine;

import java.time.Duration;

/**
 * How an engine for one kind of work runs.
 *
 * @param concurrency the most calls at a time
 * @param window the most items that wait in a lane
 * @param memoryBytes the most bytes of work that are held, waiting or running
 * @param drainTimeout how long running calls may take to end when the engine stops
 */
public record EngineSettings(
        int concurrency, int window, long memoryBytes, Duration drainTimeout) {}
