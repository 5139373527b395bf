package dev.millrace.kibana.objects;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The columns of a Lens layer, made of short texts such as {@code sum cost.usd}. */
final class LensColumns {

    private static final String TIME_FIELD = "@timestamp";
    private static final Pattern TOP = Pattern.compile("top (\\d+) (\\S+)");
    private static final Pattern PERCENTILE = Pattern.compile("p(\\d+) (\\S+)");
    private static final Pattern METRIC = Pattern.compile("(\\S+) (\\S+)");
    private static final Map<String, String> OPERATIONS =
            Map.of(
                    "sum", "sum",
                    "average", "average",
                    "median", "median",
                    "max", "max",
                    "unique", "unique_count");

    /** Without documents these are 0; Lens is told to show nothing instead. */
    private static final Set<String> ZERO_OF_NOTHING = Set.of("count", "sum", "unique_count");

    private final Map<String, ObjectNode> columns = new LinkedHashMap<>();

    /** The columns by their ids, in the order in which Elasticsearch nests them. */
    Map<String, ObjectNode> byId() {
        return columns;
    }

    /**
     * @param order the metric by which the most frequent values are found
     */
    void bucket(String id, JsonNode text, String order) {
        columns.put(id, text.isObject() ? filters(text.get("filters")) : bucket(text, order));
    }

    void metric(String id, JsonNode text) {
        if (!text.isObject()) {
            columns.put(id, metric(text.asString()));
            return;
        }
        ObjectNode column = metric(text.get("of").asString());
        column.put("label", text.path("label").asString(column.get("label").asString()));
        column.put("customLabel", text.has("label"));
        if (text.has("where")) {
            column.set("filter", Json.kql(text.get("where").asString()));
        }
        columns.put(id, column);
    }

    private static ObjectNode bucket(JsonNode text, String order) {
        if (text.asString().equals("time")) {
            return time();
        }
        Matcher top = TOP.matcher(text.asString());
        if (!top.matches()) {
            throw new IllegalArgumentException("no bucket column: " + text);
        }
        return terms(top.group(2), Integer.parseInt(top.group(1)), order);
    }

    private static ObjectNode time() {
        ObjectNode column = column(TIME_FIELD, "date", "date_histogram", true, "interval");
        column.put("sourceField", TIME_FIELD);
        column.putObject("params")
                .put("interval", "auto")
                .put("includeEmptyRows", true)
                .put("dropPartials", false);
        return column;
    }

    private static ObjectNode terms(String field, int size, String order) {
        ObjectNode column = column(field, "string", "terms", true, "ordinal");
        column.put("customLabel", true).put("sourceField", field);
        ObjectNode params = column.putObject("params").put("size", size);
        params.putObject("orderBy").put("type", "column").put("columnId", order);
        params.put("orderDirection", "desc").put("otherBucket", true).put("missingBucket", false);
        params.putObject("parentFormat").put("id", "terms");
        params.putArray("include");
        params.putArray("exclude");
        params.put("includeIsRegex", false).put("excludeIsRegex", false);
        return column;
    }

    private static ObjectNode filters(JsonNode byLabel) {
        ObjectNode column = column("Filters", "string", "filters", true, "ordinal");
        var filters = column.putObject("params").putArray("filters");
        byLabel.forEachEntry(
                (label, kql) ->
                        filters.addObject()
                                .put("label", label)
                                .set("input", Json.kql(kql.asString())));
        return column;
    }

    private static ObjectNode metric(String text) {
        if (text.equals("count")) {
            return number("Count of records", "count", "___records___");
        }
        Matcher percentile = PERCENTILE.matcher(text);
        if (percentile.matches()) {
            ObjectNode column = number(text, "percentile", percentile.group(2));
            column.putObject("params").put("percentile", Integer.parseInt(percentile.group(1)));
            return column;
        }
        Matcher metric = METRIC.matcher(text);
        if (!metric.matches() || !OPERATIONS.containsKey(metric.group(1))) {
            throw new IllegalArgumentException("no metric column: " + text);
        }
        return number(text, OPERATIONS.get(metric.group(1)), metric.group(2));
    }

    private static ObjectNode number(String label, String operation, String field) {
        ObjectNode column = column(label, "number", operation, false, "ratio");
        column.put("sourceField", field);
        ObjectNode params = column.putObject("params");
        if (ZERO_OF_NOTHING.contains(operation)) {
            params.put("emptyAsNull", true);
        }
        return column;
    }

    private static ObjectNode column(
            String label, String dataType, String operation, boolean bucketed, String scale) {
        return Json.object()
                .put("label", label)
                .put("dataType", dataType)
                .put("operationType", operation)
                .put("isBucketed", bucketed)
                .put("scale", scale);
    }
}
