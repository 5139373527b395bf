package dev.millrace.quickstart;

import dev.millrace.devstack.Installation;
import dev.millrace.devstack.Ports;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** What {@code up} tells the user. */
final class Console {

    private final PrintWriter out;
    private final long startedAt = System.nanoTime();

    Console(PrintWriter out) {
        this.out = out;
    }

    synchronized void line(String text) {
        out.println("%6.1f s  %s".formatted(seconds(), text));
        out.flush();
    }

    synchronized void plain(String text) {
        out.println(text);
        out.flush();
    }

    private double seconds() {
        return Duration.ofNanos(System.nanoTime() - startedAt).toMillis() / 1000.0;
    }

    void ready(Installation installation, Ports ports, String howToStop) {
        plain(
                String.format(
                        Locale.ROOT,
                        """

                        READY in %.1f s
                          Gateway        http://127.0.0.1:%d   (POST /v1/tasks, %s)
                          Kafka          127.0.0.1:%d
                          Registry       http://127.0.0.1:%d/apis/ccompat/v7
                          Elasticsearch  http://127.0.0.1:%d
                          Logs           %s

                        Ask something:   ./millrace ask "What is Millrace?" --document README.md
                        Stop:            %s""",
                        seconds(),
                        ports.of(Ports.GATEWAY),
                        GatewayAccess.hint(ports.of(Ports.GATEWAY)),
                        ports.of(Ports.KAFKA),
                        ports.of(Ports.REGISTRY),
                        ports.of(Ports.ELASTICSEARCH),
                        installation.home().resolve("logs"),
                        howToStop));
    }
}
