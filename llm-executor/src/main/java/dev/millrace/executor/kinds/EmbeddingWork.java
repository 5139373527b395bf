package dev.millrace.executor.kinds;

import dev.millrace.Chunk;
import dev.millrace.ChunkBatch;
import dev.millrace.ChunkBatchScored;
import dev.millrace.ScoredChunk;
import dev.millrace.ScoredChunks;
import dev.millrace.executor.engine.WorkKind;
import dev.millrace.executor.work.ChunkScorer;
import dev.millrace.executor.work.TurnOutcome.Failed;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Comparing chunks of documents with the prompt. */
public final class EmbeddingWork implements WorkKind<ChunkBatch, ChunkBatchScored> {

    public static final String NAME = "embedding";

    private final ChunkScorer scorer;
    private final Clock clock;

    public EmbeddingWork(ChunkScorer scorer, Clock clock) {
        this.scorer = scorer;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Lane<ChunkBatch>> lanes() {
        return List.of(new Lane<>(Topics.CHUNKS_CREATED, 1));
    }

    @Override
    public Topic<String, ChunkBatchScored> outcomes() {
        return Topics.CHUNKS_EMBEDDED;
    }

    @Override
    public String taskId(ChunkBatch work) {
        return work.getTaskId();
    }

    @Override
    public String tenantId(ChunkBatch work) {
        return work.getTenantId();
    }

    @Override
    public Instant deadline(ChunkBatch work) {
        return work.getDeadline();
    }

    @Override
    public Outcome<ChunkBatchScored> perform(ChunkBatch work, Call call) {
        List<Chunk> chunks = work.getChunks();
        List<Double> scores =
                chunks.isEmpty()
                        ? List.of()
                        : scorer.score(
                                work.getQuery(), chunks.stream().map(Chunk::getText).toList());
        if (scores.size() != chunks.size()) {
            throw new IllegalStateException(
                    scores.size() + " scores for " + chunks.size() + " chunks");
        }
        List<ScoredChunk> scored = new ArrayList<>(chunks.size());
        for (int index = 0; index < chunks.size(); index++) {
            scored.add(scored(chunks.get(index), scores.get(index)));
        }
        ScoredChunks result = ScoredChunks.newBuilder().setChunks(scored).build();
        return new Outcome<>(event(work, call, result), Outcome.OK);
    }

    @Override
    public Outcome<ChunkBatchScored> failed(ChunkBatch work, Call call, Failed failure) {
        return new Outcome<>(event(work, call, Failures.event(failure)), failure.type());
    }

    private ChunkBatchScored event(ChunkBatch work, Call call, Object result) {
        return ChunkBatchScored.newBuilder()
                .setTaskId(work.getTaskId())
                .setTenantId(work.getTenantId())
                .setBatch(work.getBatch())
                .setLast(work.getLast())
                .setAttempt(work.getAttempt())
                .setCallId(call.id())
                .setStartedAt(call.startedAt())
                .setCompletedAt(clock.instant())
                .setResult(result)
                .build();
    }

    private static ScoredChunk scored(Chunk chunk, double score) {
        return ScoredChunk.newBuilder()
                .setIndex(chunk.getIndex())
                .setDocumentId(chunk.getDocumentId())
                .setTitle(chunk.getTitle())
                .setText(chunk.getText())
                .setTokens(chunk.getTokens())
                .setScore(score)
                .build();
    }
}
