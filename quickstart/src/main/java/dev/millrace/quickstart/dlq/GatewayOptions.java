package dev.millrace.quickstart.dlq;

import dev.millrace.quickstart.CommandFailure;
import dev.millrace.quickstart.gateway.GatewayClient;
import dev.millrace.quickstart.gateway.GatewayMixin;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Which gateway is asked, with which key. */
final class GatewayOptions extends GatewayMixin {

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

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

    /** Something to do with the gateway. */
    interface Work {
        int run(GatewayClient gateway) throws CommandFailure, InterruptedException;
    }

    /** Does it, and tells what the gateway has against it; returns the exit code. */
    int run(Work work) throws InterruptedException {
        try (GatewayClient client = client()) {
            return work.run(client);
        } catch (CommandFailure e) {
            error(e.text());
            return e.exitCode();
        }
    }

    private GatewayClient client() {
        return new GatewayClient(
                gateway(() -> port), key, ANSWER_TIMEOUT, "Put yours into MILLRACE_API_KEY.");
    }
}
