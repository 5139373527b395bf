package dev.millrace.kibana.objects;

import dev.millrace.kibana.objects.Description.Panel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the attributes of a Lens chart that lies in its dashboard. */
final class LensPanel {

    static final String X = "x";
    private static final String LAYER = "layer";
    private static final String SPLIT = "split";
    private static final String ROW = "row-";
    private static final String METRIC = "metric-";

    private final Panel panel;
    private final String dataView;

    LensPanel(Panel panel, String dataView) {
        this.panel = panel;
        this.dataView = dataView;
    }

    /** What points from the chart to its data view. */
    ObjectNode reference(String prefix) {
        return Json.reference(
                prefix + "indexpattern-datasource-layer-" + LAYER, "index-pattern", dataView);
    }

    ObjectNode attributes() {
        String chart = Objects.requireNonNull(panel.chart());
        LensColumns columns = columns();
        ObjectNode attributes =
                Json.object()
                        .put("title", panel.title())
                        .put("description", "")
                        .put("type", "lens")
                        .put("visualizationType", LensVisualization.type(chart));
        attributes.putArray("references").add(reference(""));
        ObjectNode state = attributes.putObject("state");
        state.set(
                "visualization",
                new LensVisualization(LAYER, ids(columns, true), ids(columns, false)).draw(chart));
        state.set("query", Json.kql(panel.kql()));
        state.putArray("filters");
        state.putObject("datasourceStates")
                .putObject("formBased")
                .putObject("layers")
                .set(LAYER, layer(columns));
        state.putArray("internalReferences");
        state.putObject("adHocDataViews");
        return attributes;
    }

    private static ObjectNode layer(LensColumns columns) {
        ObjectNode layer = Json.object();
        ObjectNode byId = layer.putObject("columns");
        columns.byId().forEach(byId::set);
        columns.byId().keySet().forEach(layer.putArray("columnOrder")::add);
        layer.putObject("incompleteColumns");
        layer.put("ignoreGlobalFilters", false).put("sampling", 1);
        return layer;
    }

    private LensColumns columns() {
        LensColumns columns = new LensColumns();
        String order = METRIC + 1;
        JsonNode x = panel.x();
        JsonNode split = panel.split();
        boolean overTime = x != null && x.asString("").equals("time");
        // The most frequent values are those of the whole time, not of each of its pieces.
        if (overTime && split != null) {
            columns.bucket(SPLIT, split, order);
        }
        if (x != null) {
            columns.bucket(X, x, order);
        }
        if (!overTime && split != null) {
            columns.bucket(SPLIT, split, order);
        }
        List<JsonNode> rows = Objects.requireNonNullElse(panel.rows(), List.of());
        for (int i = 0; i < rows.size(); i++) {
            columns.bucket(ROW + (i + 1), rows.get(i), order);
        }
        List<JsonNode> metrics = Objects.requireNonNullElse(panel.metrics(), List.of());
        for (int i = 0; i < metrics.size(); i++) {
            columns.metric(METRIC + (i + 1), metrics.get(i));
        }
        return columns;
    }

    private static List<String> ids(LensColumns columns, boolean bucketed) {
        List<String> ids = new ArrayList<>();
        columns.byId()
                .forEach(
                        (id, column) -> {
                            if (column.get("isBucketed").asBoolean() == bucketed) {
                                ids.add(id);
                            }
                        });
        return ids;
    }
}
