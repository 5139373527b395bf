package dev.millrace.executor.model;

import dev.millrace.executor.guard.Attempt;
import dev.millrace.executor.guard.CallGuard.GuardedCall;
import dev.millrace.executor.metrics.GenAiMetrics;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnOutcome.Failed;

/** Measures calls of chat models that their guards let through. Thread-safe. */
final class ModelMeter {

    private final GenAiMetrics metrics;

    ModelMeter(GenAiMetrics metrics) {
        this.metrics = metrics;
    }

    Attempt measured(ModelTarget target, GuardedCall made) throws InterruptedException {
        ModelEndpoint endpoint = target.endpoint();
        try (GenAiMetrics.Call call =
                metrics.chat(
                        endpoint.provider(),
                        endpoint.name() + "/" + target.model(),
                        target.model())) {
            Attempt attempt = made.run();
            switch (attempt.outcome()) {
                case Answered answered -> {
                    call.answeredBy(answered.model());
                    call.used(answered.tokens().input(), answered.tokens().output());
                }
                case Failed failed -> {
                    call.failed(failed.type());
                    failed.wasted().ifPresent(used -> call.used(used.input(), used.output()));
                }
            }
            return attempt;
        }
    }
}
