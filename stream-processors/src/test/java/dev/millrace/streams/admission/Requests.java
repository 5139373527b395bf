package dev.millrace.streams.admission;

import dev.millrace.TaskRequested;
import dev.millrace.agents.AgentCatalogue;
import dev.millrace.streams.runtime.TopologyDriver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Requests and settings for tests. */
final class Requests {

    private Requests() {}

    static AdmissionSettings settings() {
        return settings(Map.of());
    }

    static AdmissionSettings settings(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("millrace.admission", AdmissionSettings.class);
    }

    /** The agents of an installation that defines none. */
    static Agents agents() {
        return new Agents(
                AgentCatalogue.load(Path.of("no such folder")), settings().defaultModel());
    }

    /** A valid request. */
    static TaskRequested.Builder request() {
        return TaskRequested.newBuilder()
                .setPrompt("What does the mill grind?")
                .setTenantId("acme")
                .setSubmittedAt(TopologyDriver.START);
    }

    static FoundRequest found(TaskRequested request) {
        return new FoundRequest(
                new Origin(
                        "agents.tasks.requested",
                        2,
                        41,
                        TopologyDriver.START.plus(Duration.ofSeconds(1))),
                request.getTenantId().isBlank() ? "dev" : request.getTenantId(),
                request);
    }
}
