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

    private final Function<String, Optional<Claim>> table;
    private final ClaimDecisions decisions;
    private final RecordWriter kafka;
    private final EventRecords records;
    private final Duration patience;

    KafkaClaims(
            Function<String, Optional<Claim>> table,
            ClaimDecisions decisions,
            RecordWriter kafka,
            EventRecords records,
            Duration patience) {
        this.table = table;
        this.decisions = decisions;
        this.kafka = kafka;
        this.records = records;
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
            return new Outcome.Held(decided.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException _) {
            return new Outcome.Undecided();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the claim of " + claim.taskId() + " failed", e);
        } finally {
            decisions.forget(claim.taskId());
        }
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
