package dev.millrace.executor.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.Chunk;
import dev.millrace.ChunkBatch;
import dev.millrace.ChunkBatchScored;
import dev.millrace.Failure;
import dev.millrace.FailureClass;
import dev.millrace.RecordPlace;
import dev.millrace.ScoredChunk;
import dev.millrace.ScoredChunks;
import dev.millrace.executor.engine.WorkKind.Call;
import dev.millrace.executor.work.CallFailedException;
import dev.millrace.executor.work.ChunkScorer;
import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.ModelName;
import dev.millrace.executor.work.TurnOutcome.Failed;
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
    void theOutcomeTellsWhereTheBatchLies() {
        RecordPlace place = perform((_, _) -> List.of(0.5), chunk(0, "text")).getPlace();
        assertThat(place.getPartition()).isEqualTo(2);
        assertThat(place.getOffset()).isEqualTo(17);
    }

    @Test
    void aFailureThatTryingAgainCouldMendCarriesTheBatch() {
        ChunkBatchScored outcome =
                perform(failing(FailureKind.RATE_LIMITED.failed("slow down")), chunk(0, "text"));
        Failure failure = (Failure) outcome.getResult();
        assertThat(failure.getType()).isEqualTo("rate-limited");
        assertThat(failure.getFailureClass()).isEqualTo(FailureClass.retryable);
        assertThat(outcome.getRetry().getChunks()).containsExactly(chunk(0, "text"));
        assertThat(outcome.getPlace().getOffset()).isEqualTo(17);
    }

    @Test
    void aFailureThatTryingAgainWouldRepeatCarriesNothing() {
        ChunkBatchScored outcome =
                perform(failing(FailureKind.AUTHENTICATION.failed("no")), chunk(0, "text"));
        assertThat(((Failure) outcome.getResult()).getFailureClass())
                .isEqualTo(FailureClass.terminal);
        assertThat(outcome.getRetry()).isNull();
    }

    private static ChunkScorer failing(Failed failed) {
        return (_, _) -> {
            throw new CallFailedException(failed);
        };
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
        return new EmbeddingWork(scorer, new ModelName("in-process", "small"), Clock.systemUTC())
                .perform(batch, CALL)
                .event();
    }

    private static Chunk chunk(int index, String text) {
        return Chunk.newBuilder().setIndex(index).setDocumentId("d").setText(text).build();
    }
}
