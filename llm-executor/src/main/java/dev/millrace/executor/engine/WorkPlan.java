package dev.millrace.executor.engine;

import java.util.concurrent.ExecutorService;
import org.apache.avro.specific.SpecificRecord;

/**
 * A kind of work and how it is run; each that the application declares gets an engine.
 *
 * @param threads what the calls run on; the engine's own: it interrupts a thread to break a call
 *     off, and ends them all when it stops
 */
public record WorkPlan<I extends SpecificRecord, O extends SpecificRecord>(
        WorkKind<I, O> kind, EngineSettings settings, ExecutorService threads) {}
