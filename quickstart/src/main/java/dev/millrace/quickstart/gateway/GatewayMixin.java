package dev.millrace.quickstart.gateway;

import java.net.URI;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What options of commands that ask a gateway have in common: its address, and words to users. */
public abstract class GatewayMixin {

    @Option(
            names = "--url",
            defaultValue = "${env:MILLRACE_GATEWAY_URL}",
            description =
                    "The gateway (default: MILLRACE_GATEWAY_URL, or the one of ./millrace up).")
    private @Nullable String url;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli before a command is called
    private CommandSpec spec;

    protected final boolean hasUrl() {
        return url != null && !url.isBlank();
    }

    /**
     * Where the gateway is.
     *
     * @param localPort its port on this machine, where no address is given
     */
    protected final URI gateway(IntSupplier localPort) {
        if (url == null || url.isBlank()) {
            return URI.create("http://127.0.0.1:" + localPort.getAsInt());
        }
        if (!url.matches("https?://[^/\\s]+/?")) {
            throw usage("--url must be like http://127.0.0.1:8080 but is " + url);
        }
        return URI.create(url);
    }

    /** To be thrown when the command cannot be meant like that. */
    public final ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    public final void out(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }

    public final void error(String text) {
        spec.commandLine().getErr().println(text);
        spec.commandLine().getErr().flush();
    }
}
