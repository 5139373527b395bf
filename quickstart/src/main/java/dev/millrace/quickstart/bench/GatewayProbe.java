package dev.millrace.quickstart.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** Reads what a gateway holds, and what it says of itself. */
final class GatewayProbe {

    private final LocalHttp http;
    private final URI gateway;
    private final long pid;

    GatewayProbe(LocalHttp http, URI gateway, long pid) {
        this.http = http;
        this.gateway = gateway;
        this.pid = pid;
    }

    /** Heap that is in use after a collection, threads and open files. */
    Metrics holdings(String suffix) throws InterruptedException {
        collectGarbage();
        return new Metrics()
                .put(
                        "gatewayHeapMiB" + suffix,
                        value("jvm.memory.used?tag=area:heap", "VALUE") / (1024 * 1024))
                .put("gatewayThreads" + suffix, value("jvm.threads.live", "VALUE"))
                .put("gatewayOpenFiles" + suffix, value("process.files.open", "VALUE"));
    }

    /** How many tasks Kafka has acknowledged, and how long that took in all. */
    Acknowledged acknowledged() throws InterruptedException {
        return new Acknowledged(
                value("millrace.gateway.acknowledge.time", "COUNT"),
                value("millrace.gateway.acknowledge.time", "TOTAL_TIME"));
    }

    /** A reading of the timer. */
    record Acknowledged(double count, double seconds) {

        double meanMsSince(Acknowledged earlier) {
            return (seconds - earlier.seconds) / (count - earlier.count) * 1000;
        }
    }

    private double value(String metric, String statistic) throws InterruptedException {
        for (JsonNode measurement :
                http.get(gateway + "/actuator/metrics/" + metric).path("measurements")) {
            if (measurement.path("statistic").asString("").equals(statistic)) {
                return measurement.path("value").asDouble(Double.NaN);
            }
        }
        return Double.NaN;
    }

    private void collectGarbage() throws InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            new ProcessBuilder(tool.toString(), Long.toString(pid), "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(30, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new BenchFailed("The garbage collection of the gateway cannot be asked for", e);
        }
    }
}
