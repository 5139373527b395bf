package dev.millrace.streams.agent;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.tracing.Spans;
import java.util.Objects;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The node of the topology in which a {@link PartitionAgent} lives. */
final class AgentProcessor implements Processor<String, AgentEvent, String, byte[]> {

    private final AgentSettings settings;
    private final EventSerdes serdes;
    private final WallClock clock;
    private final AgentMetrics metrics;
    private final Spans spans;
    private @Nullable PartitionAgent agent;

    AgentProcessor(
            AgentSettings settings,
            EventSerdes serdes,
            WallClock clock,
            AgentMetrics metrics,
            Spans spans) {
        this.settings = settings;
        this.serdes = serdes;
        this.clock = clock;
        this.metrics = metrics;
        this.spans = spans;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        PartitionAgent started =
                new PartitionAgent(
                        context,
                        settings,
                        new AgentOutputs(serdes::serializer),
                        clock,
                        metrics,
                        spans);
        context.schedule(
                settings.timerInterval(),
                PunctuationType.WALL_CLOCK_TIME,
                _ -> started.takeDueTimers());
        agent = started;
        metrics.watch(started.active());
    }

    @Override
    public void process(Record<String, AgentEvent> event) {
        Objects.requireNonNull(agent, "init comes first").receive(event);
    }

    /** The partition goes elsewhere, or comes again with what was committed. */
    @Override
    public void close() {
        PartitionAgent ended = agent;
        if (ended != null) {
            metrics.unwatch(ended.active());
        }
    }
}
