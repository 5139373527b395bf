package dev.millrace.simulatedllm;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the simulated model: runs it until the process is told to end. */
@Command(
        name = "simulated-model",
        mixinStandardHelpOptions = true,
        description = {
            "Runs an OpenAI-compatible server whose model is simulated.",
            "Durations are written like 200ms, 2s, 1m or PT2S; rates are shares of the calls, 0 to 1."
        })
public final class SimulatedModel implements Callable<Integer> {

    @Option(
            names = "--port",
            defaultValue = "${env:MILLRACE_SIMULATED_MODEL_PORT:-9095}",
            description = "Port to listen on (default: MILLRACE_SIMULATED_MODEL_PORT or 9095).")
    private int port;

    @Option(
            names = "--bind",
            defaultValue = "${env:MILLRACE_BIND_ADDRESS:-127.0.0.1}",
            description = "Address to listen on (default: MILLRACE_BIND_ADDRESS or 127.0.0.1).")
    private @Nullable String bind;

    @Mixin private SettingFlags flags = new SettingFlags();

    @Spec private @Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SimulatedModel()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        try (SimulatedModelServer server = start(configuration())) {
            out("Simulated model at http://%s:%d/v1".formatted(bind, server.port()));
            out("Configuration: " + Settings.toJson(server.config()));
            // Until the process is told to end; nothing counts this down.
            new CountDownLatch(1).await();
            return 0;
        } catch (BindException e) {
            error(
                    "Port %d is taken or not allowed (%s). Choose another with --port or MILLRACE_SIMULATED_MODEL_PORT."
                            .formatted(port, e.getMessage()));
            return 1;
        } catch (IOException e) {
            error("The simulated model cannot listen on %s: %s".formatted(bind, e));
            return 1;
        }
    }

    private void out(String line) {
        requireNonNull(spec).commandLine().getOut().println(line);
    }

    private void error(String line) {
        requireNonNull(spec).commandLine().getErr().println(line);
    }

    private SimulatedModelServer start(SimulationConfig config) throws IOException {
        return SimulatedModelServer.start(config, new InetSocketAddress(bind, port));
    }

    private SimulationConfig configuration() {
        try {
            return Settings.apply(SimulationConfig.DEFAULT, flags.toJson());
        } catch (InvalidSetting e) {
            throw new ParameterException(requireNonNull(spec).commandLine(), "--" + e.getMessage());
        }
    }
}
