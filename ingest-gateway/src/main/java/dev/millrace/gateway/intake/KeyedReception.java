package dev.millrace.gateway.intake;

import dev.millrace.gateway.metrics.GatewayMetric;
import dev.millrace.gateway.submission.NewTask;
import dev.millrace.gateway.view.Claim;
import dev.millrace.gateway.view.Claims;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Takes the requests of an idempotency key once.
 *
 * <p>The gates come before the claim, so that a request which is refused leaves its key free; who
 * holds the key is asked before the gates, so that a repeated request costs nothing of what they
 * limit. A gateway that dies between its claim and the task leaves a claim without a task: the next
 * request of the key submits it, under the id in the claim, which the pipeline takes once. Of
 * requests that come at once to one instance, one sees to that and the others wait for it. Blocks
 * the calling thread, which is a virtual one. Thread-safe.
 */
final class KeyedReception {

    private final GatedSubmissions submissions;
    private final Claims claims;
    private final ClaimedTasks tasks;
    private final OwnTasks own = new OwnTasks();
    private final MeterRegistry meters;

    KeyedReception(
            GatedSubmissions submissions, Claims claims, ClaimedTasks tasks, MeterRegistry meters) {
        this.submissions = submissions;
        this.claims = claims;
        this.tasks = tasks;
        this.meters = meters;
    }

    Received receive(IntakeRequest request, IdempotencyKey key, NewTask task) {
        try {
            String hash = RequestHash.of(request.submission());
            String name = key.digest(task.tenantId());
            Optional<Claim> held = claims.holder(name, task.createdAt());
            return held.isPresent()
                    ? repeated(request, hash, held.get(), task)
                    : claimed(request, name, hash, task);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw unavailable("the gateway stops");
        }
    }

    private Received claimed(IntakeRequest request, String name, String hash, NewTask task)
            throws InterruptedException {
        NewTask passed = submissions.pass(task, request.caller());
        Claim mine = new Claim(task.id(), hash, task.createdAt());
        AtomicReference<Claim> holder = new AtomicReference<>(mine);
        // From before the claim on, so that nobody who finds it believes that it is left alone.
        own.share(
                task.id(),
                () -> {
                    holder.set(claim(name, task.tenantId(), mine));
                    if (isOf(holder.get(), task)) {
                        submit(passed, request);
                        count("first");
                    }
                });
        return isOf(holder.get(), task)
                ? new Received(passed, false)
                : repeated(request, hash, holder.get(), task);
    }

    private Claim claim(String name, String tenantId, Claim mine) throws InterruptedException {
        return switch (claims.claim(name, tenantId, mine)) {
            case Claims.Outcome.Held(Claim holder) -> holder;
            case Claims.Outcome.Undecided() ->
                    throw unavailable("the gateway has not read its claim of the key yet");
        };
    }

    private static boolean isOf(Claim claim, NewTask task) {
        return claim.taskId().equals(task.id());
    }

    /**
     * @param task what the request would have become without the key
     */
    private Received repeated(IntakeRequest request, String hash, Claim holder, NewTask task)
            throws InterruptedException {
        if (!holder.requestHash().equals(hash)) {
            count("reused");
            throw refused(
                    Refusal.KEY_REUSED,
                    "The "
                            + IdempotencyKey.HEADER
                            + " came with another request in the last 24 hours.");
        }
        if (own.isHandedOver(holder.taskId())
                || !own.share(holder.taskId(), () -> seeToIt(request, holder, task))) {
            count("replayed");
        }
        return new Received(request.toTask(holder.taskId(), holder.at()), true);
    }

    /** Makes sure that the pipeline has the task of a claim. */
    private void seeToIt(IntakeRequest request, Claim holder, NewTask task)
            throws InterruptedException {
        // Who was at work on it may have ended in this moment.
        if (own.isHandedOver(holder.taskId())) {
            count("replayed");
            return;
        }
        switch (tasks.await(task.tenantId(), holder)) {
            case RUNNING -> count("replayed");
            case MISSING -> {
                // Its times begin now: nobody was told of this task before.
                NewTask again = request.toTask(holder.taskId(), task.createdAt());
                submit(submissions.pass(again, request.caller()), request);
                count("resubmitted");
            }
            case UNREADABLE -> throw unavailable("the task view cannot be read");
        }
    }

    private void submit(NewTask task, IntakeRequest request) {
        submissions.submit(task, request);
        own.handOver(task.id());
    }

    private void count(String outcome) {
        meters.counter(
                        GatewayMetric.KEYED_REQUESTS.metricName(),
                        GatewayMetric.OUTCOME_TAG,
                        outcome)
                .increment();
    }

    private static RefusedException unavailable(String reason) {
        return refused(Refusal.UNAVAILABLE, reason + ". Try again with the same key.");
    }

    private static RefusedException refused(Refusal reason, String detail) {
        return new RefusedException(reason, detail, Map.of(), List.of());
    }
}
