package dev.millrace.quickstart.bench;

import dev.millrace.devstack.StackFailedException;
import dev.millrace.quickstart.DurationConverter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millrace bench}: measures the pipeline with the simulated model. */
@Command(
        name = "bench",
        subcommands = GatewayBenchCommand.class,
        mixinStandardHelpOptions = true,
        description = {
            "Measures the pipeline under load, with the simulated model.",
            "It starts a stack of its own on free ports and leaves nothing behind.",
        },
        footer = {
            "",
            "Examples:",
            "  bench --rate 50 --latency 200ms             what Millrace adds to the model's own time",
            "  bench --tasks 5000 --rate 0 --latency 0ms   how many tasks a second get done",
            "  bench --executor-last                       how many calls one executor holds open",
            "  bench gateway --processors 0,1              how many tasks a second the gateway accepts",
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:every task ended well, whether or not targets were met",
            "1:tasks were lost or failed, or nothing could be measured",
            "2:usage"
        })
public final class BenchCommand implements Callable<Integer> {

    @Option(names = "--tasks", paramLabel = "N", description = "How many tasks are measured.")
    private @Nullable Integer tasks;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Tasks a second, over HTTP; 0 for all at once, over Kafka (default: 50).")
    private @Nullable Double rate;

    @Option(
            names = "--latency",
            converter = DurationConverter.class,
            description = "What a model call takes (default: 200ms; with --executor-last 10s).")
    private @Nullable Duration latency;

    @Option(names = "--backlog", paramLabel = "N", description = "The same as --tasks N --rate 0.")
    private @Nullable Integer backlog;

    @Option(
            names = "--executor-last",
            description = "Starts the executor when all turns already wait for it.")
    private boolean executorLast;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Tasks that run before, unmeasured (default: 500; with --rate 0 2000).")
    private @Nullable Integer warmUp;

    @Option(
            names = "--running",
            description =
                    "Uses the stack that runs already; its executor has to use the simulated model.")
    private boolean running;

    @Option(names = "--key", hidden = true, defaultValue = "${env:MILLRACE_API_KEY:-dev-key}")
    private String key = "dev-key";

    @Mixin private final ReportOptions report = new ReportOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        BenchPlan plan = plan();
        return report.tell(progress -> run(plan, progress));
    }

    BenchPlan plan() {
        if (backlog != null && (tasks != null || rate != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--backlog stands for --tasks and --rate 0; give either.");
        }
        boolean atOnce = backlog != null || executorLast || (rate != null && rate == 0);
        if (executorLast && rate != null && rate > 0) {
            throw new ParameterException(
                    spec.commandLine(), "--executor-last has no rate; leave --rate out.");
        }
        Scenario scenario =
                executorLast ? Scenario.EXECUTOR_LAST : atOnce ? Scenario.BACKLOG : Scenario.RATED;
        Integer count = backlog == null ? tasks : backlog;
        try {
            return new BenchPlan(
                    scenario,
                    count == null ? scenario.defaultTasks() : count,
                    atOnce ? 0 : rate == null ? 50 : rate,
                    latency == null ? scenario.defaultLatency() : latency,
                    executorLast || warmUp == null ? scenario.defaultWarmUp() : warmUp,
                    running);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private BenchReport run(BenchPlan plan, Progress progress) throws InterruptedException {
        progress.say(plan.running() ? "Using the running stack" : "Starting a stack of its own");
        try (BenchStack stack =
                        plan.running()
                                ? BenchStack.running()
                                : BenchStack.start(plan.scenario() == Scenario.EXECUTOR_LAST);
                LocalHttp http = new LocalHttp()) {
            progress.say("The stack is ready");
            Metrics metrics = measure(stack, plan, progress, http);
            BenchReport measured = new BenchReport(plan, Machine.describe(), command(), metrics);
            if (!measured.isWhole()) {
                progress.say("Not all tasks ended well. Logs: " + stack.keepLogs());
            }
            return measured;
        }
    }

    private Metrics measure(BenchStack stack, BenchPlan plan, Progress progress, LocalHttp http)
            throws InterruptedException {
        try {
            return new BenchRun(stack, plan, key, progress, http).measure();
        } catch (BenchFailed | StackFailedException e) {
            progress.say("Logs: " + stack.keepLogs());
            throw e;
        }
    }

    private String command() {
        List<String> arguments = spec.commandLine().getParseResult().originalArgs();
        int own = arguments.indexOf("bench") + 1;
        return String.join(" ", arguments.subList(own, arguments.size()))
                .transform(flags -> ("./millrace bench " + flags).strip());
    }
}
