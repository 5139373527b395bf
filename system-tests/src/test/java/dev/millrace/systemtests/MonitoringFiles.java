package dev.millrace.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The rules of Prometheus and the dashboards of Grafana as they stand in the checkout. */
final class MonitoringFiles {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonMapper JSON = new JsonMapper();

    private final Path checkout;

    MonitoringFiles(Path checkout) {
        this.checkout = checkout;
    }

    /** A file with its content. */
    record Parsed(Path file, JsonNode content) {

        String name() {
            return file.getFileName().toString();
        }
    }

    Path prometheus() {
        return checkout.resolve("infra/prometheus");
    }

    Path runbooks() {
        return checkout.resolve("docs/operations/alerts");
    }

    List<Path> ruleFiles() {
        return files(prometheus().resolve("rules"), ".yml");
    }

    List<Path> testFiles() {
        return files(prometheus().resolve("tests"), ".yml");
    }

    List<JsonNode> alerts() {
        return rules().filter(rule -> rule.has("alert")).toList();
    }

    List<Expression> ofAlerts() {
        return alerts().stream()
                .map(a -> new Expression("alert " + a.get("alert").asString(), expr(a)))
                .toList();
    }

    List<Expression> ofRecords() {
        return rules().filter(rule -> rule.has("record"))
                .map(r -> new Expression("record " + r.get("record").asString(), expr(r)))
                .toList();
    }

    List<Parsed> dashboards() {
        return files(checkout.resolve("infra/grafana/dashboards"), ".json").stream()
                .map(file -> new Parsed(file, JSON.readTree(file)))
                .toList();
    }

    /** What the panels of a dashboard ask. */
    List<Expression> ofPanels(Parsed dashboard) {
        return panels(dashboard)
                .flatMap(
                        panel ->
                                panel.path("targets")
                                        .valueStream()
                                        .map(
                                                target ->
                                                        new Expression(
                                                                dashboard.name()
                                                                        + ", "
                                                                        + panel.get("title")
                                                                                .asString(),
                                                                expr(target))))
                .toList();
    }

    /** The panels of a dashboard without the rows between them. */
    Stream<JsonNode> panels(Parsed dashboard) {
        return dashboard
                .content()
                .get("panels")
                .valueStream()
                .filter(panel -> !panel.get("type").asString().equals("row"));
    }

    /** The uid of the data source that Grafana is given. */
    String dataSource() {
        return YAML.readTree(
                        checkout.resolve("infra/grafana/provisioning/datasources/prometheus.yml"))
                .at("/datasources/0/uid")
                .asString();
    }

    JsonNode yaml(Path file) {
        return YAML.readTree(file);
    }

    private Stream<JsonNode> rules() {
        return ruleFiles().stream()
                .flatMap(file -> yaml(file).get("groups").valueStream())
                .flatMap(group -> group.get("rules").valueStream());
    }

    private static String expr(JsonNode node) {
        return node.get("expr").asString();
    }

    private static List<Path> files(Path folder, String ending) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
