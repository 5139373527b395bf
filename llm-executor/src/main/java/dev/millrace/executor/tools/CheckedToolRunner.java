package dev.millrace.executor.tools;

import dev.millrace.executor.tools.ArgumentsCheck.Verdict.Fitting;
import dev.millrace.executor.tools.ArgumentsCheck.Verdict.Unfit;
import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.Tool;
import dev.millrace.executor.work.ToolCall;
import dev.millrace.executor.work.ToolOutcome;
import dev.millrace.executor.work.ToolOutcome.Broken;
import dev.millrace.executor.work.ToolOutcome.Returned;
import dev.millrace.executor.work.ToolRunner;
import dev.millrace.executor.work.TurnOutcome.Failed;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Lets a tool do a call once it has passed every check: the tool is known, the caller's roles may
 * use it, and the arguments fit its schema.
 */
final class CheckedToolRunner implements ToolRunner {

    private final ToolRegistry registry;
    private final BiPredicate<Collection<String>, String> permitted;
    private final ArgumentsCheck arguments;
    private final LimitedCalls calls;
    private final ToolMetrics metrics;

    /**
     * @param permitted whether somebody with these roles may use a tool
     */
    CheckedToolRunner(
            ToolRegistry registry,
            BiPredicate<Collection<String>, String> permitted,
            ArgumentsCheck arguments,
            LimitedCalls calls,
            ToolMetrics metrics) {
        this.registry = registry;
        this.permitted = permitted;
        this.arguments = arguments;
        this.calls = calls;
        this.metrics = metrics;
    }

    @Override
    public ToolOutcome run(ToolCall call) throws InterruptedException {
        Optional<Tool> tool = registry.find(call.tool());
        if (tool.isEmpty()) {
            return metrics.refused(absent(call));
        }
        String name = tool.get().name();
        if (!permitted.test(call.roles(), name)) {
            return metrics.refused(
                    name, Returned.error("not-permitted", "You may not use the tool " + name));
        }
        return switch (arguments.check(tool.get(), call.arguments())) {
            case Unfit unfit ->
                    metrics.refused(name, Returned.error("invalid-arguments", unfit.reason()));
            case Fitting fitting ->
                    ResultSize.cut(
                            finalOutcome(
                                    tool.get(), calls.run(tool.get(), call, fitting.arguments())));
        };
    }

    /**
     * A server that is away may be back for the next attempt; a tool that nobody knows will not.
     */
    private ToolOutcome absent(ToolCall call) {
        return registry.awaited(call.tool())
                .<ToolOutcome>map(reason -> Broken.before(FailureKind.CONNECTION.failed(reason)))
                .orElseGet(() -> Returned.error("unknown-tool", "There is no tool " + call.tool()));
    }

    /** What may have happened and must not happen twice is the model's to judge. */
    private static ToolOutcome finalOutcome(Tool tool, ToolOutcome outcome) {
        return switch (outcome) {
            case Broken(Failed failure, boolean maybeDone)
                    when maybeDone && failure.retryable() && !tool.limits().repeatable() ->
                    Returned.error(
                            failure.type(),
                            failure.title()
                                    + ". The call may have taken effect, and is not repeated: "
                                    + failure.detail());
            case Broken broken -> broken;
            case Returned returned -> returned;
        };
    }
}
