package dev.millrace.streams.agent;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.time.Clock;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.ValueMapper;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** Drives each admitted task to its result: gathers its context, asks for turns, keeps its time. */
public final class AgentTopology {

    private final AgentSettings settings;
    private final EventSerdes serdes;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final AgentMetrics metrics;

    /**
     * @param clock tells the time of day
     * @param nanoTime tells elapsed time, as {@link System#nanoTime()} does
     */
    public AgentTopology(
            AgentSettings settings,
            EventSerdes serdes,
            Clock clock,
            LongSupplier nanoTime,
            AgentMetrics metrics) {
        this.settings = settings;
        this.serdes = serdes;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.metrics = metrics;
    }

    /** Adds the agent to a topology. */
    public void build(StreamsBuilder builder) {
        KStream<String, AgentEvent> admitted =
                events(builder, Topics.TASKS_ADMITTED, "admitted", AgentEvent.Admitted::new);
        KStream<String, AgentEvent> scored =
                events(
                        builder,
                        Topics.CHUNKS_EMBEDDED,
                        "batch-scored",
                        AgentEvent.BatchScored::new);
        KStream<String, AgentEvent> ended =
                events(builder, Topics.STEPS_COMPLETED, "step-ended", AgentEvent.StepEnded::new);

        KStream<String, byte[]> outputs =
                admitted.merge(scored, Named.as("agent-with-batches"))
                        .merge(ended, Named.as("agent-with-steps"))
                        .process(new Supplier(), Named.as("agent"));

        for (Topic<String, ?> topic : AgentOutputs.topics()) {
            outputs.to(
                    topic.name(),
                    Produced.with(Serdes.String(), Serdes.ByteArray())
                            .withName(AgentOutputs.sink(topic)));
        }
    }

    private <V extends SpecificRecord> KStream<String, AgentEvent> events(
            StreamsBuilder builder,
            Topic<String, V> topic,
            String name,
            ValueMapper<V, AgentEvent> event) {
        return builder.stream(
                        topic.name(),
                        Consumed.with(Serdes.String(), serdes.serde(topic))
                                .withName("agent-" + name + "-source"))
                .mapValues(
                        value -> value == null ? null : event.apply(value),
                        Named.as("agent-" + name));
    }

    private final class Supplier implements ProcessorSupplier<String, AgentEvent, String, byte[]> {

        @Override
        public Processor<String, AgentEvent, String, byte[]> get() {
            return new AgentProcessor(
                    settings, serdes, new WallClock(clock, nanoTime, settings), metrics);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return AgentStores.builders();
        }
    }
}
