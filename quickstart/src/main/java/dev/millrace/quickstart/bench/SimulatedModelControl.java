package dev.millrace.quickstart.bench;

import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Sets and reads a simulated model that runs as a process of its own. */
final class SimulatedModelControl {

    private final LocalHttp http;
    private final String address;

    SimulatedModelControl(LocalHttp http, int port) {
        this.http = http;
        this.address = "http://127.0.0.1:" + port;
    }

    void setLatency(Duration latency) throws InterruptedException {
        http.post(address + "/config", "{\"latency\":\"" + latency.toMillis() + "ms\"}");
    }

    void reset() throws InterruptedException {
        http.post(address + "/stats/reset", "");
    }

    JsonNode stats() throws InterruptedException {
        return http.get(address + "/stats");
    }
}
