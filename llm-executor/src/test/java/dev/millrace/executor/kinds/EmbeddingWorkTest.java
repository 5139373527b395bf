package dev.millrace.executor.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.Chunk;
import dev.millrace.ChunkBatch;
import dev.millrace.ChunkBatchScored;
import dev.millrace.ScoredChunk;
import dev.millrace.ScoredChunks;
import dev.millrace.executor.engine.WorkKind.Call;
import dev.millrace.executor.work.ChunkScorer;
import dev.millrace.schemas.TrustedAvroClasses;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddingWorkTest {

    static {
        TrustedAvroClasses.install();
    }

    private static final Call CALL = new Call("call", Instant.EPOCH, 2, 17);

    @Test
    void eachChunkGetsItsScoreAndKeepsItsPlace() {
        ChunkScorer lengths =
                (_, texts) -> texts.stream().map(text -> text.length() / 10.0).toList();
        ChunkBatchScored scored = perform(lengths, chunk(4, "abc"), chunk(5, "abcdef"));
        assertThat(((ScoredChunks) scored.getResult()).getChunks())
                .extracting(ScoredChunk::getIndex, ScoredChunk::getText, ScoredChunk::getScore)
                .containsExactly(tuple(4, "abc", 0.3), tuple(5, "abcdef", 0.6));
        assertThat(scored.getBatch()).isEqualTo(3);
        assertThat(scored.getLast()).isTrue();
        assertThat(scored.getTaskId()).isEqualTo("task");
    }

    @Test
    void aBatchWithoutChunksNeedsNoScorer() {
        ChunkScorer none =
                (_, _) -> {
                    throw new AssertionError("asked for nothing");
                };
        assertThat(((ScoredChunks) perform(none).getResult()).getChunks()).isEmpty();
    }

    @Test
    void aScoreTooFewIsAFault() {
        assertThatThrownBy(() -> perform((_, _) -> List.of(), chunk(0, "text")))
                .hasMessage("0 scores for 1 chunks");
    }

    private static ChunkBatchScored perform(ChunkScorer scorer, Chunk... chunks) {
        ChunkBatch batch =
                ChunkBatch.newBuilder()
                        .setTaskId("task")
                        .setTenantId("tenant")
                        .setBatch(3)
                        .setLast(true)
                        .setQuery("query")
                        .setChunks(List.of(chunks))
                        .setDeadline(Instant.EPOCH)
                        .build();
        return new EmbeddingWork(scorer, Clock.systemUTC()).perform(batch, CALL).event();
    }

    private static Chunk chunk(int index, String text) {
        return Chunk.newBuilder().setIndex(index).setDocumentId("d").setText(text).build();
    }
}
