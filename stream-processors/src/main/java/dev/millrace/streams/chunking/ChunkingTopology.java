package dev.millrace.streams.chunking;

import dev.millrace.ChunkBatch;
import dev.millrace.TaskAdmitted;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.schemas.Topics;
import dev.millrace.streams.chunking.PageCutter.Cut;
import dev.millrace.streams.runtime.StateSerdes;
import dev.millrace.streams.state.ChunkingPage;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * Cuts the documents of admitted tasks into batches of chunks. Long documents are cut in steps:
 * what a step leaves goes through an internal topic, so that other tasks have their turn in
 * between.
 */
public final class ChunkingTopology {

    private static final String PAGES = "pages";

    /**
     * Streams' own name of that internal topic, without the application id: written to by name,
     * because a stream cannot flow back into itself.
     */
    private static final String PAGES_TOPIC = PAGES + "-repartition";

    private final EventSerdes serdes;
    private final ChunkingMetrics metrics;
    private final PageCutter cutter;

    public ChunkingTopology(
            ChunkingSettings settings, EventSerdes serdes, ChunkingMetrics metrics) {
        this.serdes = serdes;
        this.metrics = metrics;
        this.cutter = new PageCutter(settings, new WordPieceTokenCounter());
    }

    /** Adds chunking to a topology. */
    public void build(StreamsBuilder builder) {
        Serde<ChunkingPage> pageSerde = StateSerdes.of(ChunkingPage.class);

        KStream<String, Cut> first =
                builder.stream(
                                Topics.TASKS_ADMITTED.name(),
                                Consumed.with(Serdes.String(), serdes.serde(Topics.TASKS_ADMITTED))
                                        .withName("admitted-source"))
                        .filter((_, task) -> hasDocuments(task), Named.as("drop-without-documents"))
                        .mapValues(PageCutter::firstPage, Named.as("first-page"))
                        .mapValues(this::cut, Named.as("cut-first-page"));

        KStream<String, Cut> next =
                rest(first, "first")
                        .repartition(
                                Repartitioned.with(Serdes.String(), pageSerde)
                                        .withName(PAGES)
                                        .withNumberOfPartitions(Topics.TASKS_ADMITTED.partitions()))
                        .mapValues(this::cut, Named.as("cut-next-page"));

        rest(next, "next")
                .to(PAGES_TOPIC, Produced.with(Serdes.String(), pageSerde).withName("pages-sink"));

        first.merge(next, Named.as("all-pages"))
                .flatMap((_, cut) -> spread(cut), Named.as("spread-batches"))
                .to(
                        Topics.CHUNKS_CREATED.name(),
                        Produced.with(Serdes.String(), serdes.serde(Topics.CHUNKS_CREATED))
                                .withName("created-sink"));
    }

    // A tombstone is a null value, which Kafka's interface does not declare.
    @SuppressWarnings("NullAway")
    private boolean hasDocuments(TaskAdmitted task) {
        if (task == null) {
            metrics.tombstoneDropped();
            return false;
        }
        return !task.getDocuments().isEmpty();
    }

    private Cut cut(ChunkingPage page) {
        Cut cut = cutter.cut(page);
        metrics.chunksCreated(cut.chunks());
        return cut;
    }

    private static KStream<String, ChunkingPage> rest(KStream<String, Cut> cuts, String name) {
        return cuts.flatMapValues(
                cut -> cut.rest() == null ? List.of() : List.of(cut.rest()),
                Named.as(name + "-rest"));
    }

    /** Batches of one task go to all partitions, so that executors share them. */
    private static List<KeyValue<String, ChunkBatch>> spread(Cut cut) {
        return cut.batches().stream()
                .map(batch -> KeyValue.pair(batch.getTaskId() + "#" + batch.getBatch(), batch))
                .toList();
    }
}
