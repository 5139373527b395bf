package dev.millrace.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What one of the services has logged. */
record ServiceLog(String service, List<String> lines) {

    static ServiceLog of(Pipeline pipeline, String service) {
        try {
            return new ServiceLog(service, Files.readAllLines(pipeline.log(service)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines that are JSON, all but what the Java machine itself says. */
    List<JsonNode> events() {
        return lines.stream().filter(line -> line.startsWith("{")).map(ServiceLog::parsed).toList();
    }

    List<String> others() {
        return lines.stream()
                .filter(Predicate.not(String::isBlank))
                .filter(line -> !line.startsWith("{"))
                .toList();
    }

    /** The lines with a task's id. */
    List<JsonNode> of(String task) {
        return events().stream()
                .filter(event -> event.at("/task/id").asString("").equals(task))
                .toList();
    }

    private static JsonNode parsed(String line) {
        try {
            return TaskClient.JSON.readTree(line);
        } catch (JacksonException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
    }
}
