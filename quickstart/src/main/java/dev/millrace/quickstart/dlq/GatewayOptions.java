package dev.millrace.quickstart.dlq;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which gateway is asked, with which key. */
final class GatewayOptions {

    @Option(
            names = "--url",
            defaultValue = "${env:MILLRACE_GATEWAY_URL}",
            description =
                    "The gateway (default: MILLRACE_GATEWAY_URL, or the one of ./millrace up).")
    private @Nullable String url;

    @Option(
            names = "--port",
            hidden = true,
            defaultValue = "${env:MILLRACE_GATEWAY_PORT:-8080}",
            description = "The port of the gateway.")
    private int port;

    @Option(
            names = "--key",
            defaultValue = "${env:MILLRACE_API_KEY:-dev-key}",
            description = "A key with the role operator (default: MILLRACE_API_KEY, or dev-key).")
    private String key = "dev-key";

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli before a command is called
    private CommandSpec spec;

    /** Something to do with the gateway. */
    interface Work {
        int run(GatewayClient gateway) throws GatewayFailure, InterruptedException;
    }

    /** Does it, and tells what the gateway has against it; returns the exit code. */
    int run(Work work) throws InterruptedException {
        try (GatewayClient client = new GatewayClient(gateway(), key)) {
            return work.run(client);
        } catch (GatewayFailure e) {
            error(e.text());
            return e.isBadInput() ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
        }
    }

    private URI gateway() {
        if (url == null || url.isBlank()) {
            return URI.create("http://127.0.0.1:" + port);
        }
        if (!url.matches("https?://[^/\\s]+/?")) {
            throw usage("--url must be like http://127.0.0.1:8080 but is " + url);
        }
        return URI.create(url);
    }

    ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    void out(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }

    void error(String text) {
        spec.commandLine().getErr().println(text);
        spec.commandLine().getErr().flush();
    }
}
