package dev.millrace.gateway.view;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Tells those who claimed a key who holds it. Thread-safe. */
final class ClaimDecisions {

    private final Map<String, CompletableFuture<Claim>> waiting = new ConcurrentHashMap<>();

    /** Completed with the holder of the key once the claim for this task is decided. */
    CompletableFuture<Claim> await(String taskId) {
        return waiting.computeIfAbsent(taskId, _ -> new CompletableFuture<>());
    }

    void forget(String taskId) {
        waiting.remove(taskId);
    }

    /** Called by Streams threads for each claim, also for those of other instances. */
    void decided(String taskId, Claim holder) {
        CompletableFuture<Claim> claimant = waiting.get(taskId);
        if (claimant != null) {
            claimant.complete(holder);
        }
    }
}
