package dev.millrace.quickstart.bench;

import dev.millrace.quickstart.DurationConverter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millrace bench gateway}: measures how many tasks a second the gateway accepts. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        description = {
            "Measures how many tasks a second the gateway accepts, with broker and registry alone.",
            "It starts them on free ports and leaves nothing behind.",
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:every task was accepted, whether or not the target was met",
            "1:tasks were not accepted, or nothing could be measured",
            "2:usage"
        })
final class GatewayBenchCommand implements Callable<Integer> {

    /** More tasks wait at the end of a run than are usually allowed to. */
    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "MILLRACE_GATEWAY_BACKLOG_ENABLED", "false",
                    "MILLRACE_GATEWAY_RATES_TENANTREQUESTS", "100000/s burst 200000",
                    "MILLRACE_GATEWAY_RATES_USERREQUESTS", "100000/s burst 200000",
                    "MILLRACE_GATEWAY_RATES_CALLS", "100000/s burst 200000");

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "64",
            description = "How many connections post tasks (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--duration",
            converter = DurationConverter.class,
            defaultValue = "30s",
            description = "How long is measured (default: ${DEFAULT-VALUE}).")
    private Duration duration = Duration.ofSeconds(30);

    @Option(
            names = "--warm-up",
            converter = DurationConverter.class,
            defaultValue = "45s",
            description = "How long tasks are posted before (default: ${DEFAULT-VALUE}).")
    private Duration warmUp = Duration.ofSeconds(45);

    @Option(
            names = "--processors",
            paramLabel = "LIST",
            description =
                    "The processors that broker, registry and gateway may use, as taskset takes them: 0,1.")
    private @Nullable String processors;

    @Option(names = "--key", hidden = true, defaultValue = "${env:MILLRACE_API_KEY:-dev-key}")
    private String key = "dev-key";

    @Mixin private final ReportOptions report = new ReportOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        GatewayBenchPlan plan = plan();
        return report.tell(progress -> run(plan, progress));
    }

    GatewayBenchPlan plan() {
        try {
            return new GatewayBenchPlan(connections, warmUp, duration, processors);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private GatewayBenchReport run(GatewayBenchPlan plan, Progress progress)
            throws InterruptedException {
        progress.say("Starting broker, registry and gateway");
        try (GatewayBenchStack stack = GatewayBenchStack.start(plan.prefix(), ENVIRONMENT);
                LocalHttp http = new LocalHttp()) {
            Metrics metrics = new GatewayBenchRun(stack, plan, key, progress, http).measure();
            return new GatewayBenchReport(plan, Machine.describe(), command(), metrics);
        }
    }

    private String command() {
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        return "./millrace " + String.join(" ", arguments);
    }
}
