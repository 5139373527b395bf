package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Rules, their pages, and dashboards fit together, and ask only for metrics that there are. */
class MonitoringFilesTest {

    private static final Path CHECKOUT = Path.of(System.getProperty("millrace.checkout"));
    private static final MonitoringFiles FILES = new MonitoringFiles(CHECKOUT);
    private static final int COLUMNS = 24;

    /** What Kafka's clients and Streams, the JVM and Spring measure, and Prometheus itself. */
    private static final Pattern OF_OTHERS =
            Pattern.compile(
                    "up|ALERTS|(kafka_(consumer|producer|stream)|jvm|process|system|http_server_requests|resilience4j)_\\w+");

    @Test
    void promtoolFindsNoFaultInRulesAndConfigurations() throws Exception {
        for (String configuration : List.of("prometheus.yml", "local.yml")) {
            assertContent(
                    Promtool.run(
                            "check", "config", FILES.prometheus().resolve(configuration) + ""));
        }
    }

    @Test
    void everyAlertFiresWhenItShouldAndNotWhenItShouldNot() throws Exception {
        assertContent(
                Promtool.run(
                        Stream.concat(
                                        Stream.of("test", "rules"),
                                        FILES.testFiles().stream().map(Path::toString))
                                .toArray(String[]::new)));
    }

    @Test
    void thereIsATestForEveryAlertInWhichItFiresAndOneInWhichItDoesNot() {
        List<JsonNode> cases =
                FILES.testFiles().stream()
                        .flatMap(file -> FILES.yaml(file).get("tests").valueStream())
                        .flatMap(test -> test.get("alert_rule_test").valueStream())
                        .toList();

        for (JsonNode alert : FILES.alerts()) {
            String name = alert.get("alert").asString();
            String severity = alert.at("/labels/severity").asString();
            assertThat(cases)
                    .as(name)
                    .anyMatch(c -> isOf(c, name) && expects(c, severity))
                    .anyMatch(c -> isOf(c, name) && !expects(c, severity));
        }
    }

    @Test
    void everyExpressionOfADashboardIsPromQl(@TempDir Path folder) throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboards\n    rules:\n");
        int number = 0;
        for (Expression expression : ofDashboards()) {
            rules.append("      - record: expression_%d%n".formatted(number++))
                    .append("        # %s%n".formatted(expression.place()))
                    .append("        expr: %s%n".formatted(quoted(expression.filled().text())));
        }
        Path file = Files.writeString(folder.resolve("dashboards.yml"), rules);

        assertContent(Promtool.run("check", "rules", file.toString()));
    }

    @Test
    void everyAlertHasItsPageAndEveryPageItsAlert() throws Exception {
        Set<String> alerts = new HashSet<>();
        for (JsonNode alert : FILES.alerts()) {
            String name = alert.get("alert").asString();
            alerts.add(name + ".md");
            assertThat(alert.at("/labels/severity").asString())
                    .as(name)
                    .isIn("critical", "warning");
            assertThat(alert.at("/annotations/summary").asString("")).as(name).isNotBlank();
            assertThat(alert.at("/annotations/description").asString("")).as(name).isNotBlank();
            assertThat(alert.at("/annotations/runbook_url").asString(""))
                    .isEqualTo("docs/operations/alerts/" + name + ".md");
        }

        try (Stream<Path> pages = Files.list(FILES.runbooks())) {
            assertThat(pages.map(page -> page.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(with(alerts, "README.md"));
        }
    }

    @Test
    void everyPageSaysHowToLookWhatToDoAndWhenItEnds() throws Exception {
        String index = Files.readString(FILES.runbooks().resolve("README.md"));
        for (JsonNode alert : FILES.alerts()) {
            String name = alert.get("alert").asString();
            Path page = FILES.runbooks().resolve(name + ".md");
            assertThat(page)
                    .content()
                    .startsWith("# " + name + "\n")
                    .contains("\n## Look\n", "\n## Likely causes\n", "\n## Do\n")
                    .contains("\n## When it ends\n")
                    .containsPattern("\n## Look\n\n {4}\\S");
            assertThat(index).contains("(" + name + ".md)");
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelHasItsPlaceItsUnitAndItsMeaning(MonitoringFiles.Parsed dashboard) {
        Set<Integer> ids = new HashSet<>();
        Set<List<Integer>> taken = new HashSet<>();
        FILES.panels(dashboard)
                .forEach(
                        panel -> {
                            String title = panel.get("title").asString();
                            assertThat(ids.add(panel.get("id").asInt())).as(title).isTrue();
                            assertThat(panel.path("description").asString(""))
                                    .as(title)
                                    .isNotBlank();
                            assertThat(
                                            panel.at("/fieldConfig/defaults").has("unit")
                                                    || panel.get("type")
                                                            .asString()
                                                            .equals("state-timeline"))
                                    .as(title + " has a unit")
                                    .isTrue();
                            panel.get("targets")
                                    .forEach(
                                            target ->
                                                    assertThat(
                                                                    target.at("/datasource/uid")
                                                                            .asString())
                                                            .isEqualTo(FILES.dataSource()));
                            assertThat(cells(panel)).as(title).allMatch(taken::add);
                        });
    }

    @Test
    void rulesAndDashboardsNameOnlyMetricsThatThereAre() throws Exception {
        String described = Files.readString(CHECKOUT.resolve("docs/metrics.md"));
        Set<String> recorded =
                FILES.ofRecords().stream()
                        .map(record -> record.place().substring("record ".length()))
                        .collect(Collectors.toSet());
        Predicate<String> known =
                metric ->
                        OF_OTHERS.matcher(metric).matches()
                                || recorded.contains(metric)
                                || isDescribed(metric, described);

        assertThat(all())
                .allSatisfy(
                        expression ->
                                assertThat(expression.metrics())
                                        .as(expression.toString())
                                        .isNotEmpty()
                                        .allMatch(known));
    }

    private static boolean isDescribed(String metric, String described) {
        String base = metric.replaceAll("_(bucket|sum|count|max)$", "");
        return Pattern.compile("\\b(" + metric + "|" + base + ")\\b").matcher(described).find();
    }

    private static List<Expression> all() {
        List<Expression> all = new ArrayList<>(ofDashboards());
        all.addAll(FILES.ofAlerts());
        all.addAll(FILES.ofRecords());
        return all;
    }

    private static List<Expression> ofDashboards() {
        return FILES.dashboards().stream().flatMap(d -> FILES.ofPanels(d).stream()).toList();
    }

    static List<MonitoringFiles.Parsed> dashboards() {
        return FILES.dashboards();
    }

    private static List<List<Integer>> cells(JsonNode panel) {
        JsonNode at = panel.get("gridPos");
        List<List<Integer>> cells = new ArrayList<>();
        for (int x = at.get("x").asInt(); x < at.get("x").asInt() + at.get("w").asInt(); x++) {
            assertThat(x).isLessThan(COLUMNS);
            for (int y = at.get("y").asInt(); y < at.get("y").asInt() + at.get("h").asInt(); y++) {
                cells.add(List.of(x, y));
            }
        }
        return cells;
    }

    private static boolean isOf(JsonNode test, String alert) {
        return test.get("alertname").asString().equals(alert);
    }

    private static boolean expects(JsonNode test, String severity) {
        return test.path("exp_alerts")
                .valueStream()
                .anyMatch(a -> a.at("/exp_labels/severity").asString().equals(severity));
    }

    private static Set<String> with(Set<String> names, String other) {
        Set<String> all = new HashSet<>(names);
        all.add(other);
        return all;
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static void assertContent(Promtool.Verdict verdict) {
        assertThat(verdict.content()).as(verdict.words()).isTrue();
    }
}
