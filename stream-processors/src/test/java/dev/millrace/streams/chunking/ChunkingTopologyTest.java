package dev.millrace.streams.chunking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.AgentSnapshot;
import dev.millrace.Chunk;
import dev.millrace.ChunkBatch;
import dev.millrace.Document;
import dev.millrace.TaskAdmitted;
import dev.millrace.eventruntime.DeadLetters;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.schemas.Topics;
import dev.millrace.streams.runtime.TopologyDriver;
import dev.millrace.streams.runtime.TopologyDriver.SettableClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkingTopologyTest {

    @TempDir Path state;

    private final AtomicInteger chunksCounted = new AtomicInteger();
    private final AtomicInteger tombstones = new AtomicInteger();
    private TopologyDriver topology;

    @BeforeEach
    void start() {
        EventSerdes serdes = EventSerdes.inMemory();
        ChunkingTopology chunking =
                new ChunkingTopology(new ChunkingSettings(200, 40, 16, 200), serdes, metrics());
        topology = TopologyDriver.chunking(serdes, new SettableClock(), state, chunking::build);
    }

    @AfterEach
    void stop() {
        topology.close();
    }

    @Test
    void aDocumentBecomesBatchesThatSpreadOverPartitions() {
        topology.send(
                Topics.TASKS_ADMITTED, "t1", task("t1", "A river runs here.\n\n".repeat(900)));

        List<TestRecord<String, ChunkBatch>> batches = topology.read(Topics.CHUNKS_CREATED);

        assertThat(batches).hasSizeGreaterThan(1);
        assertThat(batches.getFirst().key()).isEqualTo("t1#0");
        assertThat(batches.get(1).key()).isEqualTo("t1#1");
        assertThat(batches.getFirst().value().getChunks()).hasSize(16);
        assertThat(batches.getLast().value().getLast()).isTrue();
    }

    @Test
    void aThousandChunksComeInPagesAndInOrder() {
        topology.send(Topics.TASKS_ADMITTED, "t1", task("t1", paragraphs(1_000)));

        List<ChunkBatch> batches = topology.values(Topics.CHUNKS_CREATED);

        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < batches.size(); i++) {
            ChunkBatch batch = batches.get(i);
            assertThat(batch.getBatch()).isEqualTo(i);
            assertThat(batch.getLast()).isEqualTo(i == batches.size() - 1);
            batch.getChunks().stream().map(Chunk::getIndex).forEach(indexes::add);
        }
        assertThat(indexes).hasSize(1_000).isSorted().doesNotHaveDuplicates();
        assertThat(chunksCounted).hasValue(1_000);
        assertThat(topology.driver().producedTopicNames())
                .contains("agents-chunking-pages-repartition");
    }

    @Test
    void aTaskWithoutDocumentsPassesBy() {
        topology.send(Topics.TASKS_ADMITTED, "t1", task("t1"));

        assertThat(topology.values(Topics.CHUNKS_CREATED)).isEmpty();
    }

    @Test
    void aTaskWhoseDocumentsHoldNoTextGetsOneEmptyLastBatch() {
        topology.send(Topics.TASKS_ADMITTED, "t1", task("t1", " \n\n"));

        assertThat(topology.values(Topics.CHUNKS_CREATED))
                .singleElement()
                .satisfies(
                        batch -> {
                            assertThat(batch.getChunks()).isEmpty();
                            assertThat(batch.getLast()).isTrue();
                        });
    }

    @Test
    void aRepeatedTaskGivesTheSameBatches() {
        TaskAdmitted task = task("t1", paragraphs(300));
        topology.send(Topics.TASKS_ADMITTED, "t1", task);
        List<TestRecord<String, ChunkBatch>> once = topology.read(Topics.CHUNKS_CREATED);
        topology.send(Topics.TASKS_ADMITTED, "t1", task);

        assertThat(topology.read(Topics.CHUNKS_CREATED))
                .extracting(TestRecord::key, TestRecord::value)
                .isEqualTo(
                        once.stream()
                                .map(r -> org.assertj.core.groups.Tuple.tuple(r.key(), r.value()))
                                .toList());
    }

    @Test
    void bytesThatAreNoEventBecomeADeadLetterAndTheNextTaskGoesOn() {
        topology.sendBytes(Topics.TASKS_ADMITTED, "t1", "garbage".getBytes(UTF_8));
        topology.send(Topics.TASKS_ADMITTED, "t2", task("t2", "Some text."));

        assertThat(topology.deadLetters(Topics.TASKS_ADMITTED))
                .singleElement()
                .satisfies(
                        letter -> {
                            assertThat(letter.value()).isEqualTo("garbage".getBytes(UTF_8));
                            assertThat(letter.headers().lastHeader(DeadLetters.MESSAGE_HEADER))
                                    .isNotNull();
                        });
        assertThat(topology.values(Topics.CHUNKS_CREATED)).hasSize(1);
    }

    @Test
    void aTombstoneIsDroppedAndCounted() {
        topology.sendBytes(Topics.TASKS_ADMITTED, "t1", null);

        assertThat(tombstones).hasValue(1);
        assertThat(topology.values(Topics.CHUNKS_CREATED)).isEmpty();
        assertThat(topology.deadLetters(Topics.TASKS_ADMITTED)).isEmpty();
    }

    @Test
    void theTopologyIsTheApprovedOne() throws Exception {
        topology.assertDescribedAs("/topologies/chunking.txt");
    }

    private ChunkingMetrics metrics() {
        return new ChunkingMetrics() {
            @Override
            public void chunksCreated(int chunks) {
                chunksCounted.addAndGet(chunks);
            }

            @Override
            public void tombstoneDropped() {
                tombstones.incrementAndGet();
            }
        };
    }

    /** Each paragraph is too long to share a chunk, and its sentences too long to overlap. */
    private static String paragraphs(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("word ".repeat(110)).append(i).append(".\n\n");
        }
        return text.toString();
    }

    private static TaskAdmitted task(String id, String... texts) {
        List<Document> documents = new ArrayList<>();
        for (String text : texts) {
            documents.add(new Document("d" + documents.size(), "", text));
        }
        return TaskAdmitted.newBuilder()
                .setTaskId(id)
                .setTenantId("dev")
                .setAgent(AgentSnapshot.newBuilder().setName("default").build())
                .setPrompt("What runs here?")
                .setDocuments(documents)
                .setDeadline(TopologyDriver.START.plusSeconds(300))
                .setSubmittedAt(TopologyDriver.START)
                .setAdmittedAt(TopologyDriver.START)
                .build();
    }
}
