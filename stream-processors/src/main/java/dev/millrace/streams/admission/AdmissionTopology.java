package dev.millrace.streams.admission;

import dev.millrace.TaskRequested;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** Decides, tenant by tenant, which requests become tasks. */
public final class AdmissionTopology {

    private static final String SPLIT = "requests-";
    private static final String IN_PLACE = "in-place";
    private static final String MISPLACED = "misplaced";

    private final AdmissionSettings settings;
    private final EventSerdes serdes;
    private final Clock clock;
    private final AdmissionMetrics metrics;
    private final Spans spans;
    private final Admission admission;

    /**
     * @param agents the agents that tasks may name
     * @param rules what may speak against a valid request, in the order in which they are asked
     */
    public AdmissionTopology(
            AdmissionSettings settings,
            Agents agents,
            List<AdmissionRule> rules,
            EventSerdes serdes,
            Clock clock,
            AdmissionMetrics metrics,
            Spans spans) {
        this.settings = settings;
        this.serdes = serdes;
        this.clock = clock;
        this.metrics = metrics;
        this.spans = spans;
        this.admission = new Admission(settings, agents, rules);
    }

    /** Adds admission to a topology. */
    public void build(StreamsBuilder builder) {
        KStream<String, byte[]> decided =
                byTenant(requests(builder)).process(new Decider(), Named.as("admission"));
        for (Topic<String, ?> topic : AdmissionOutputs.TOPICS) {
            decided.to(
                    topic.name(),
                    Produced.with(Serdes.String(), Serdes.ByteArray())
                            .withName(AdmissionOutputs.sink(topic)));
        }
    }

    private KStream<String, FoundRequest> requests(StreamsBuilder builder) {
        Consumed<String, TaskRequested> consumed =
                Consumed.with(Serdes.String(), serdes.serde(Topics.TASKS_REQUESTED))
                        .withTimestampExtractor((record, _) -> recordTime(record))
                        .withName("requested-source");
        return builder.stream(Topics.TASKS_REQUESTED.name(), consumed)
                .processValues(
                        () -> new OriginNoter(settings.defaultTenant(), metrics),
                        Named.as("note-origin"));
    }

    /** The time when the record was written; a producer may have set none. */
    private long recordTime(ConsumerRecord<Object, Object> record) {
        return record.timestamp() < 0 ? clock.millis() : record.timestamp();
    }

    private KStream<String, FoundRequest> byTenant(KStream<String, FoundRequest> requests) {
        Map<String, KStream<String, FoundRequest>> split =
                requests.split(Named.as(SPLIT))
                        .branch(
                                (_, found) -> TenantPartitions.isInPlace(found),
                                Branched.as(IN_PLACE))
                        .defaultBranch(Branched.as(MISPLACED));
        KStream<String, FoundRequest> misplaced =
                branch(split, MISPLACED)
                        .peek((_, _) -> metrics.rerouted(), Named.as("count-rerouted"))
                        .selectKey((_, found) -> found.tenantId(), Named.as("key-by-tenant"))
                        .repartition(
                                Repartitioned.with(
                                                Serdes.String(),
                                                FoundRequestSerde.of(
                                                        serdes, settings.defaultTenant()))
                                        .withName("requests-by-tenant")
                                        .withNumberOfPartitions(
                                                Topics.TASKS_REQUESTED.partitions()));
        return branch(split, IN_PLACE).merge(misplaced, Named.as("requests-of-tenant"));
    }

    private static KStream<String, FoundRequest> branch(
            Map<String, KStream<String, FoundRequest>> split, String name) {
        return Objects.requireNonNull(split.get(SPLIT + name), name);
    }

    private final class Decider implements ProcessorSupplier<String, FoundRequest, String, byte[]> {

        @Override
        public Processor<String, FoundRequest, String, byte[]> get() {
            return new AdmissionProcessor(settings, admission, serdes, clock, metrics, spans);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return SeenTasks.stores();
        }
    }
}
