package dev.millrace.kibana.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shape of what is imported, as far as it can be told without Kibana. */
class GeneratedObjectsTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("millrace.checkout"), "infra/kibana");
    private static final Path OBJECTS = FOLDER.resolve("millrace.ndjson");

    private final List<JsonNode> objects = read();

    @Test
    void theFileIsWhatTheDescriptionMakes() throws IOException {
        assertThat(Files.readString(OBJECTS))
                .as("make it anew as infra/kibana/README.md says")
                .isEqualTo(GenerateObjects.generate(FOLDER.resolve("dashboards.yml")));
    }

    @Test
    void everyObjectIsOfAFormatThatKibanaNineReads() {
        assertThat(objects)
                .allSatisfy(
                        object -> {
                            assertThat(object.get("coreMigrationVersion").asString())
                                    .isEqualTo("8.8.0");
                            assertThat(object.get("typeMigrationVersion").asString())
                                    .isEqualTo(
                                            object.get("type").asString().equals("index-pattern")
                                                    ? "8.0.0"
                                                    : "10.2.0");
                            assertThat(object.at("/attributes/title").asString()).isNotBlank();
                        });
        assertThat(keys()).doesNotHaveDuplicates();
    }

    @Test
    void everyReferenceIsToAnObjectOfTheFileAndEachIsNeeded() {
        for (JsonNode object : objects) {
            List<String> names = new ArrayList<>();
            for (JsonNode reference : object.get("references")) {
                names.add(reference.get("name").asString());
                assertThat(keys())
                        .contains(
                                reference.get("type").asString()
                                        + ":"
                                        + reference.get("id").asString());
            }
            assertThat(names)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(needed(object));
        }
    }

    @Test
    void panelsOfADashboardLieSideBySide() {
        forEachDashboard(
                dashboard -> {
                    Set<String> covered = new HashSet<>();
                    Set<String> ids = new HashSet<>();
                    for (JsonNode panel : panels(dashboard)) {
                        JsonNode grid = panel.get("gridData");
                        assertThat(ids.add(panel.get("panelIndex").asString())).isTrue();
                        assertThat(grid.get("i")).isEqualTo(panel.get("panelIndex"));
                        assertThat(grid.get("x").asInt() + grid.get("w").asInt())
                                .isLessThanOrEqualTo(48);
                        for (int x = 0; x < grid.get("w").asInt(); x++) {
                            for (int y = 0; y < grid.get("h").asInt(); y++) {
                                assertThat(
                                                covered.add(
                                                        (grid.get("x").asInt() + x)
                                                                + ","
                                                                + (grid.get("y").asInt() + y)))
                                        .as("%s of %s", panel.get("title"), dashboard.get("id"))
                                        .isTrue();
                            }
                        }
                    }
                });
    }

    @Test
    void everyChartDrawsTheColumnsOfItsLayer() {
        forEachDashboard(
                dashboard -> {
                    for (JsonNode panel : panels(dashboard)) {
                        if (panel.get("type").asString().equals("lens")) {
                            assertDrawn(panel.at("/embeddableConfig/attributes"));
                        }
                    }
                });
    }

    @Test
    void thereIsADashboardForEachQuestionOfOperatorsAndAnalysts() {
        assertThat(keys())
                .contains(
                        "dashboard:millrace-outcomes",
                        "dashboard:millrace-latency",
                        "dashboard:millrace-cost",
                        "dashboard:millrace-tools",
                        "dashboard:millrace-errors",
                        "dashboard:millrace-answers",
                        "dashboard:millrace-dead-letters",
                        "search:millrace-answers",
                        "search:millrace-dead-letters");
    }

    private static void assertDrawn(JsonNode lens) {
        JsonNode layers = lens.at("/state/datasourceStates/formBased/layers");
        assertThat(layers.size()).isOne();
        String layer = layers.propertyNames().iterator().next();
        JsonNode columns = layers.get(layer).get("columns");
        List<String> order = strings(layers.get(layer).get("columnOrder"));
        assertThat(order).containsExactlyInAnyOrderElementsOf(columns.propertyNames());
        JsonNode drawing = lens.at("/state/visualization");
        assertThat(drawing.findValuesAsString("layerId")).containsExactly(layer);
        assertThat(drawn(drawing)).containsExactlyInAnyOrderElementsOf(order);
        assertThat(lens.at("/references/0/name").asString())
                .isEqualTo("indexpattern-datasource-layer-" + layer);
        for (JsonNode column : columns) {
            assertThat(column.get("isBucketed").asBoolean())
                    .isEqualTo(!column.get("dataType").asString().equals("number"));
            JsonNode by = column.at("/params/orderBy/columnId");
            assertThat(by.isMissingNode() || order.contains(by.asString())).isTrue();
        }
    }

    /** The columns that a drawing names, wherever its kind has them. */
    private static List<String> drawn(JsonNode drawing) {
        List<String> drawn = new ArrayList<>();
        Stream.of("metricAccessor", "columnId", "xAccessor", "splitAccessor")
                .forEach(name -> drawn.addAll(drawing.findValuesAsString(name)));
        Stream.of("accessors", "primaryGroups", "metrics")
                .flatMap(name -> drawing.findValues(name).stream())
                .forEach(list -> drawn.addAll(strings(list)));
        return drawn;
    }

    private List<String> needed(JsonNode object) {
        List<String> needed = new ArrayList<>();
        switch (object.get("type").asString()) {
            case "search" -> needed.add("kibanaSavedObjectMeta.searchSourceJSON.index");
            case "dashboard" -> {
                for (JsonNode panel : panels(object)) {
                    String inner =
                            panel.get("type").asString().equals("search")
                                    ? panel.get("panelRefName").asString()
                                    : panel.at("/embeddableConfig/attributes/references/0/name")
                                            .asString();
                    needed.add(panel.get("panelIndex").asString() + ":" + inner);
                }
                parse(object.at("/attributes/controlGroupInput/panelsJSON"))
                        .propertyNames()
                        .forEach(id -> needed.add("controlGroup_" + id + ":optionsListDataView"));
            }
            default -> {}
        }
        return needed;
    }

    private void forEachDashboard(Consumer<JsonNode> check) {
        objects.stream()
                .filter(object -> object.get("type").asString().equals("dashboard"))
                .forEach(check);
    }

    private List<String> keys() {
        return objects.stream()
                .map(object -> object.get("type").asString() + ":" + object.get("id").asString())
                .toList();
    }

    private static JsonNode panels(JsonNode dashboard) {
        return parse(dashboard.at("/attributes/panelsJSON"));
    }

    private static JsonNode parse(JsonNode text) {
        return JsonMapper.shared().readTree(text.asString());
    }

    private static List<String> strings(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }

    private static List<JsonNode> read() {
        try {
            return Files.readAllLines(OBJECTS).stream()
                    .map(line -> JsonMapper.shared().readTree(line))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
