package dev.millrace.executor.kinds;

import dev.millrace.Chunk;
import dev.millrace.ChunkBatch;
import dev.millrace.ChunkBatchScored;
import dev.millrace.RecordPlace;
import dev.millrace.ScoredChunk;
import dev.millrace.ScoredChunks;
import dev.millrace.executor.engine.CallSpan;
import dev.millrace.executor.engine.WorkKind;
import dev.millrace.executor.work.CallFailedException;
import dev.millrace.executor.work.ChunkScorer;
import dev.millrace.executor.work.ModelName;
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
    private final ModelName model;
    private final Clock clock;

    /**
     * @param model the model that the scorer asks
     */
    public EmbeddingWork(ChunkScorer scorer, ModelName model, Clock clock) {
        this.scorer = scorer;
        this.model = model;
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
    public Traits traits(ChunkBatch work) {
        return new Traits("", "batch " + work.getBatch(), 0, work.getAttempt(), false);
    }

    @Override
    public Outcome<ChunkBatchScored> perform(ChunkBatch work, Call call) {
        try {
            ScoredChunks result = ScoredChunks.newBuilder().setChunks(scored(work)).build();
            return new Outcome<>(event(work, call).setResult(result).build(), Outcome.OK);
        } catch (CallFailedException e) {
            return failed(work, call, e.failed());
        }
    }

    private List<ScoredChunk> scored(ChunkBatch work) {
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
        return scored;
    }

    @Override
    public CallSpan span(ChunkBatch work, Outcome<ChunkBatchScored> outcome) {
        return CallSpans.embedding(work, model);
    }

    @Override
    public Outcome<ChunkBatchScored> failed(ChunkBatch work, Call call, Failed failure) {
        ChunkBatchScored event =
                event(work, call)
                        .setResult(Failures.event(failure))
                        // The agent keeps no batches: it needs this one to ask for it again.
                        .setRetry(failure.retryable() ? work : null)
                        .build();
        return new Outcome<>(event, failure.type());
    }

    private ChunkBatchScored.Builder event(ChunkBatch work, Call call) {
        RecordPlace place =
                RecordPlace.newBuilder()
                        .setPartition(call.partition())
                        .setOffset(call.offset())
                        .build();
        return ChunkBatchScored.newBuilder()
                .setTaskId(work.getTaskId())
                .setTenantId(work.getTenantId())
                .setBatch(work.getBatch())
                .setLast(work.getLast())
                .setAttempt(work.getAttempt())
                .setCallId(call.id())
                .setStartedAt(call.startedAt())
                .setCompletedAt(clock.instant())
                .setPlace(place);
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
