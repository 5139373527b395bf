package dev.millrace.gateway.limits;

import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.identity.Identity;
import dev.millrace.gateway.intake.IntakeGate;
import dev.millrace.gateway.intake.Refusal;
import dev.millrace.gateway.intake.RefusedException;
import dev.millrace.gateway.metrics.GatewayMetric;
import dev.millrace.gateway.submission.NewTask;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;

/** Lets callers send no more than their limits allow, and tells them what is left. */
public final class RateGate implements IntakeGate {

    static final String POLICY = "RateLimit-Policy";
    static final String STATE = "RateLimit";

    private final RateLimits limits;
    private final AnswerHeaders answer;
    private final MeterRegistry meters;

    RateGate(RateLimits limits, AnswerHeaders answer, MeterRegistry meters) {
        this.limits = limits;
        this.answer = answer;
        this.meters = meters;
    }

    @Override
    public NewTask pass(NewTask task, Caller caller) {
        Verdict verdict =
                limits.submit(task.tenantId(), task.userId(), PromptSize.characters(task));
        tell(verdict);
        refuse(verdict);
        return task;
    }

    /**
     * Lets a request of whatever kind pass.
     *
     * @throws RefusedException if the caller sent too many
     */
    public void passCall(Identity caller) {
        Verdict verdict = limits.call(caller.tenantId(), caller.userId());
        if (verdict instanceof Verdict.Refused) {
            tell(verdict);
        }
        refuse(verdict);
    }

    private void tell(Verdict verdict) {
        answer.set(POLICY, verdict.policy());
        answer.set(STATE, verdict.state());
    }

    private void refuse(Verdict verdict) {
        if (verdict instanceof Verdict.Refused refused) {
            String limit = refused.limit().text();
            meters.counter(GatewayMetric.RATE_REFUSED.metricName(), GatewayMetric.LIMIT_TAG, limit)
                    .increment();
            throw new RefusedException(
                    Refusal.RATE_LIMITED,
                    "The limit \"" + limit + "\" is used up for now; see the header RateLimit.",
                    Map.of("Retry-After", Long.toString(refused.retryAfter())),
                    List.of());
        }
    }
}
