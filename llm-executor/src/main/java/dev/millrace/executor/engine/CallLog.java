package dev.millrace.executor.engine;

import dev.millrace.executor.engine.WorkKind.Call;
import dev.millrace.executor.engine.WorkKind.Outcome;
import dev.millrace.executor.engine.WorkKind.Traits;
import dev.millrace.executor.work.TurnOutcome.Tokens;
import java.time.Clock;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Tells of calls that have ended. The first call of a task's first step is told at {@code info}, so
 * that each task has one such line in the executors, whichever of them serve it and however it goes
 * on; all other calls are told at {@code debug}.
 */
final class CallLog<I extends SpecificRecord, O extends SpecificRecord> {

    private static final Logger LOG = LoggerFactory.getLogger(CallLog.class);

    private final WorkKind<I, O> kind;
    private final Clock clock;

    CallLog(WorkKind<I, O> kind, Clock clock) {
        this.kind = kind;
        this.clock = clock;
    }

    void ended(I work, Call call, Outcome<O> outcome) {
        Traits traits = kind.traits(work);
        Duration took = Duration.between(call.startedAt(), clock.instant());
        boolean ok = outcome.result().equals(Outcome.OK);
        LoggingEventBuilder line =
                LOG.atLevel(traits.first() ? Level.INFO : Level.DEBUG)
                        .addKeyValue("event.action", kind.name() + "-ended")
                        .addKeyValue("event.outcome", ok ? "success" : "failure")
                        .addKeyValue("event.duration", took.toNanos())
                        .addKeyValue("gen_ai.agent.name", traits.agent())
                        .addKeyValue("millrace.call.id", call.id())
                        .addKeyValue("millrace.call.target", traits.target())
                        .addKeyValue("millrace.call.step", traits.step())
                        .addKeyValue("millrace.call.attempt", traits.attempt());
        if (!ok) {
            line = line.addKeyValue("error.type", outcome.result());
        }
        Tokens used = outcome.usedOrNull();
        if (used != null) {
            line =
                    line.addKeyValue("gen_ai.usage.input_tokens", used.input())
                            .addKeyValue("gen_ai.usage.output_tokens", used.output());
        }
        line.log(
                "{} {}/{} of task {} at {} ended as {} after {} ms",
                kind.name(),
                traits.step(),
                traits.attempt(),
                kind.taskId(work),
                traits.target(),
                outcome.result(),
                took.toMillis());
    }
}
