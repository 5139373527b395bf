package dev.millrace.kibana.objects;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How the columns of a layer are drawn. */
final class LensVisualization {

    private final String layer;
    private final List<String> buckets;
    private final List<String> metrics;

    /**
     * @param buckets the ids of the columns by which the data is divided
     * @param metrics the ids of the others
     */
    LensVisualization(String layer, List<String> buckets, List<String> metrics) {
        this.layer = layer;
        this.buckets = buckets;
        this.metrics = metrics;
    }

    static String type(String chart) {
        return switch (chart) {
            case "metric" -> "lnsMetric";
            case "table" -> "lnsDatatable";
            case "donut" -> "lnsPie";
            case "bar",
                    "bar_stacked",
                    "bar_percentage_stacked",
                    "bar_horizontal",
                    "bar_horizontal_stacked",
                    "line",
                    "area_stacked" ->
                    "lnsXY";
            default -> throw new IllegalArgumentException("no chart: " + chart);
        };
    }

    ObjectNode draw(String chart) {
        return switch (type(chart)) {
            case "lnsMetric" -> layer().put("metricAccessor", metrics.getFirst());
            case "lnsDatatable" -> table();
            case "lnsPie" -> donut(chart);
            default -> axes(chart);
        };
    }

    private ObjectNode layer() {
        return Json.object().put("layerId", layer).put("layerType", "data");
    }

    private ObjectNode table() {
        ObjectNode table = layer();
        ArrayNode columns = table.putArray("columns");
        buckets.forEach(id -> columns.addObject().put("columnId", id).put("isTransposed", false));
        metrics.forEach(id -> columns.addObject().put("columnId", id).put("isTransposed", false));
        return table;
    }

    private ObjectNode donut(String shape) {
        ObjectNode donut = Json.object().put("shape", shape);
        ObjectNode layer = layer();
        donut.putArray("layers").add(layer);
        buckets.forEach(layer.putArray("primaryGroups")::add);
        metrics.forEach(layer.putArray("metrics")::add);
        layer.put("numberDisplay", "percent")
                .put("categoryDisplay", "default")
                .put("legendDisplay", "default")
                .put("nestedLegend", false);
        return donut;
    }

    private ObjectNode axes(String seriesType) {
        ObjectNode axes = Json.object();
        axes.putObject("legend").put("isVisible", true).put("position", "right");
        axes.put("valueLabels", "hide").put("preferredSeriesType", seriesType);
        // A time without data is a gap, not a zero.
        axes.put("fittingFunction", seriesType.equals("line") ? "Linear" : "None");
        axes.putObject("axisTitlesVisibilitySettings")
                .put("x", false)
                .put("yLeft", true)
                .put("yRight", true);
        axes.set("tickLabelsVisibilitySettings", shown());
        axes.set("gridlinesVisibilitySettings", shown());
        ObjectNode layer = layer().put("seriesType", seriesType);
        axes.putArray("layers").add(layer);
        metrics.forEach(layer.putArray("accessors")::add);
        buckets.forEach(
                id -> layer.put(id.equals(LensPanel.X) ? "xAccessor" : "splitAccessor", id));
        return axes;
    }

    private static ObjectNode shown() {
        return Json.object().put("x", true).put("yLeft", true).put("yRight", true);
    }
}
