package dev.millrace.gateway.view;

import dev.millrace.IdempotencyClaimed;
import dev.millrace.gateway.events.EventRecords;
import dev.millrace.gateway.events.RecordWriter;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Writes claims to their topic and waits until this instance has read them: the log orders the
 * claims of all instances, so each of them sees the same one first. Blocks the calling thread,
 * which is a virtual one. Thread-safe.
 */
final class KafkaClaims implements Claims {

    /** Most claims are read sooner, so that nothing has to be asked for them. */
    private static final Duration NEXT_QUESTION = Duration.ofMillis(150);

    private final Function<String, Optional<Claim>> table;
    private final ClaimDecisions decisions;
    private final RecordWriter kafka;
    private final EventRecords records;
    private final KafkaReach reach;
    private final Duration patience;

    /**
     * @param patience how long a claim is waited for while Kafka answers
     */
    KafkaClaims(
            Function<String, Optional<Claim>> table,
            ClaimDecisions decisions,
            RecordWriter kafka,
            EventRecords records,
            KafkaReach reach,
            Duration patience) {
        this.table = table;
        this.decisions = decisions;
        this.kafka = kafka;
        this.records = records;
        this.reach = reach;
        this.patience = patience;
    }

    @Override
    public Optional<Claim> holder(String key, Instant at) {
        return table.apply(key).filter(claim -> claim.holdsAt(at));
    }

    @Override
    public Outcome claim(String key, String tenantId, Claim claim) throws InterruptedException {
        CompletableFuture<Claim> decided = decisions.await(claim.taskId());
        try {
            kafka.write(records.of(Topics.IDEMPOTENCY_CLAIMED, key, event(tenantId, claim)));
            return decision(decided);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the claim of " + claim.taskId() + " failed", e);
        } finally {
            decisions.forget(claim.taskId());
        }
    }

    /** A view that lags is waited for, a Kafka that is away is not. */
    private Outcome decision(CompletableFuture<Claim> decided)
            throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < patience.toNanos()) {
            try {
                return new Outcome.Held(decided.get(NEXT_QUESTION.toNanos(), TimeUnit.NANOSECONDS));
            } catch (TimeoutException _) {
                if (!reach.answers()) {
                    break;
                }
            }
        }
        return decided.isDone() ? new Outcome.Held(decided.get()) : new Outcome.Undecided();
    }

    private static IdempotencyClaimed event(String tenantId, Claim claim) {
        return IdempotencyClaimed.newBuilder()
                .setTenantId(tenantId)
                .setTaskId(claim.taskId())
                .setRequestHash(claim.requestHash())
                .setAt(claim.at())
                .build();
    }
}
