package dev.millrace.gateway.intake;

import dev.millrace.gateway.audit.AuditTrail;
import dev.millrace.gateway.submission.NewTask;
import dev.millrace.gateway.submission.TaskIds;
import dev.millrace.gateway.submission.TaskSubmissions;
import dev.millrace.gateway.view.Claims;
import dev.millrace.gateway.view.KafkaReach;
import dev.millrace.gateway.view.TaskView;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Takes tasks that keep the rules, once every gate has let them pass, and those of one idempotency
 * key once. Thread-safe.
 */
public final class TaskReception {

    private final TaskIds ids;
    private final Clock clock;
    private final GatedSubmissions submissions;
    private final KeyedReception keyed;

    public TaskReception(
            List<IntakeGate> gates,
            TaskIds ids,
            Clock clock,
            TaskSubmissions submissions,
            AuditTrail audit,
            Claims claims,
            TaskView view,
            KafkaReach reach,
            MeterRegistry meters) {
        this.ids = ids;
        this.clock = clock;
        this.submissions = new GatedSubmissions(gates, submissions, audit);
        this.keyed =
                new KeyedReception(
                        this.submissions, claims, new ClaimedTasks(view, reach, clock), meters);
    }

    /**
     * Takes a task; it cannot be lost once this returns.
     *
     * @throws RefusedException if a gate does not let it pass, or its idempotency key is taken
     */
    public Received receive(IntakeRequest request) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        NewTask task = request.toTask(ids.next(), now);
        IdempotencyKey key = request.key();
        if (key != null) {
            return keyed.receive(request, key, task);
        }
        submissions.submit(submissions.pass(task, request.caller()), request);
        return new Received(task, false);
    }
}
