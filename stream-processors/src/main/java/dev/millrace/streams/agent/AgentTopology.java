package dev.millrace.streams.agent;

import dev.millrace.TaskCommand;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.streams.runtime.StateSerdes;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.ValueMapper;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** Drives each admitted task to its result: gathers its context, asks for turns, keeps its time. */
public final class AgentTopology {

    private static final String COMMANDS = "agent-commands-";
    private static final String IN_PLACE = "in-place";
    private static final String MISPLACED = "misplaced";

    private final AgentSettings settings;
    private final EventSerdes serdes;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final AgentMetrics metrics;
    private final Spans spans;

    /**
     * @param clock tells the time of day
     * @param nanoTime tells elapsed time, as {@link System#nanoTime()} does
     */
    public AgentTopology(
            AgentSettings settings,
            EventSerdes serdes,
            Clock clock,
            LongSupplier nanoTime,
            AgentMetrics metrics,
            Spans spans) {
        this.settings = settings;
        this.serdes = serdes;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.metrics = metrics;
        this.spans = spans;
    }

    /** Adds the agent to a topology. */
    public void build(StreamsBuilder builder) {
        KStream<String, AgentEvent> scored =
                events(
                        builder,
                        Topics.CHUNKS_EMBEDDED,
                        "batch-scored",
                        AgentEvent.BatchScored::new);
        KStream<String, AgentEvent> ended =
                events(builder, Topics.STEPS_COMPLETED, "step-ended", AgentEvent.StepEnded::new);
        KStream<String, byte[]> outputs =
                admitted(builder)
                        .merge(scored, Named.as("agent-with-batches"))
                        .merge(ended, Named.as("agent-with-steps"))
                        .merge(commanded(builder), Named.as("agent-with-commands"))
                        .process(new Supplier(), Named.as("agent"));
        for (String topic : AgentOutputs.topics()) {
            outputs.to(
                    topic,
                    Produced.with(Serdes.String(), Serdes.ByteArray())
                            .withName(AgentOutputs.sink(topic)));
        }
    }

    private KStream<String, AgentEvent> admitted(StreamsBuilder builder) {
        return source(builder, Topics.TASKS_ADMITTED, "admitted")
                .processValues(PlaceNoter::new, Named.as("agent-admitted"));
    }

    private KStream<String, AgentEvent> commanded(StreamsBuilder builder) {
        Map<String, KStream<String, CommandRouter.Found>> split =
                commands(builder)
                        .process(() -> new CommandRouter(metrics), Named.as("agent-command-placed"))
                        .split(Named.as(COMMANDS))
                        .branch((_, found) -> found.inPlace(), Branched.as(IN_PLACE))
                        .defaultBranch(Branched.as(MISPLACED));
        KStream<String, TaskCommand> inPlace =
                branch(split, IN_PLACE)
                        .mapValues(CommandRouter.Found::command, Named.as("agent-command-here"));
        KStream<String, TaskCommand> misplaced =
                branch(split, MISPLACED)
                        .mapValues(CommandRouter.Found::command, Named.as("agent-command-there"))
                        .repartition(
                                Repartitioned.with(
                                                Serdes.String(), StateSerdes.of(TaskCommand.class))
                                        .withName("commands-by-task")
                                        .withNumberOfPartitions(
                                                Topics.TASKS_COMMANDS.partitions()));
        return inPlace.merge(misplaced, Named.as("agent-commands-of-task"))
                .mapValues(AgentEvent.Commanded::new, Named.as("agent-commanded"));
    }

    private static KStream<String, CommandRouter.Found> branch(
            Map<String, KStream<String, CommandRouter.Found>> split, String name) {
        return Objects.requireNonNull(split.get(COMMANDS + name), name);
    }

    private <V extends SpecificRecord> KStream<String, AgentEvent> events(
            StreamsBuilder builder,
            Topic<String, V> topic,
            String name,
            ValueMapper<V, AgentEvent> event) {
        return source(builder, topic, name)
                .mapValues(
                        value -> value == null ? null : event.apply(value),
                        Named.as("agent-" + name));
    }

    /** Of the records that a partition's task has at hand, commands are first. */
    private KStream<String, TaskCommand> commands(StreamsBuilder builder) {
        return builder.stream(
                Topics.TASKS_COMMANDS.name(),
                consumed(Topics.TASKS_COMMANDS, "command")
                        .withTimestampExtractor(new AheadOfOthers(clock)));
    }

    private <V extends SpecificRecord> KStream<String, V> source(
            StreamsBuilder builder, Topic<String, V> topic, String name) {
        return builder.stream(topic.name(), consumed(topic, name));
    }

    private <V extends SpecificRecord> Consumed<String, V> consumed(
            Topic<String, V> topic, String name) {
        return Consumed.with(Serdes.String(), serdes.serde(topic))
                .withName("agent-" + name + "-source");
    }

    private final class Supplier implements ProcessorSupplier<String, AgentEvent, String, byte[]> {

        @Override
        public Processor<String, AgentEvent, String, byte[]> get() {
            return new AgentProcessor(
                    settings, serdes, new WallClock(clock, nanoTime, settings), metrics, spans);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return AgentStores.builders();
        }
    }
}
