package dev.millrace.kibana.query;

import dev.millrace.kibana.query.Question.Column;
import dev.millrace.kibana.query.Question.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Translates the layer of a Lens chart into aggregations as Kibana does, for the operations that we
 * use; used once.
 */
final class LensQuestion {

    private static final String MEDIAN = "50";

    private final JsonNode columns;
    private final List<String> order = new ArrayList<>();
    private final String interval;
    private final Map<String, Use> fields = new TreeMap<>();

    /**
     * @param interval the length of a bar of a date histogram that chooses it by itself
     */
    LensQuestion(JsonNode layer, String interval) {
        this.columns = layer.get("columns");
        this.interval = interval;
        layer.get("columnOrder").forEach(id -> order.add(id.asString()));
    }

    Map<String, Use> fields() {
        return fields;
    }

    List<Column> columns() {
        return order.stream().map(this::column).toList();
    }

    private Column column(String id) {
        JsonNode column = columns.get(id);
        return new Column(
                id,
                column.get("label").asString(),
                operation(column),
                column.has("filter"),
                percent(column));
    }

    /** The buckets one in another, and the metrics in the innermost. */
    ObjectNode aggregations() {
        ObjectNode outermost = JsonMapper.shared().createObjectNode();
        ObjectNode level = outermost;
        for (String id : order) {
            if (columns.get(id).get("isBucketed").asBoolean()) {
                ObjectNode bucket = bucket(columns.get(id));
                level.set(id, bucket);
                level = bucket.putObject("aggs");
                addOrder(level, columns.get(id));
            }
        }
        for (String id : order) {
            if (!columns.get(id).get("isBucketed").asBoolean()) {
                addMetric(level, id);
            }
        }
        return outermost;
    }

    /** A bucket that is ordered by a metric has the metric in itself, beside the buckets in it. */
    private void addOrder(ObjectNode level, JsonNode bucket) {
        JsonNode by = bucket.at("/params/orderBy");
        if (by.path("type").asString("").equals("column")) {
            addMetric(level, by.get("columnId").asString());
        }
    }

    private ObjectNode bucket(JsonNode column) {
        ObjectNode bucket = JsonMapper.shared().createObjectNode();
        String operation = operation(column);
        switch (operation) {
            case "date_histogram" ->
                    bucket.putObject(operation)
                            .put("field", field(column, Use.TIME))
                            .put("fixed_interval", interval)
                            .put("time_zone", "UTC")
                            .put("min_doc_count", 1);
            case "terms" -> {
                ObjectNode terms =
                        bucket.putObject(operation)
                                .put("field", field(column, Use.GROUP))
                                .put("size", column.at("/params/size").asInt());
                terms.putObject("order")
                        .put(
                                orderPath(column.at("/params/orderBy")),
                                column.at("/params/orderDirection").asString());
            }
            case "filters" -> {
                ObjectNode filters = bucket.putObject(operation).putObject("filters");
                column.at("/params/filters")
                        .forEach(
                                filter ->
                                        filters.set(
                                                filter.get("label").asString(),
                                                query(filter.at("/input"), fields)));
            }
            default -> throw unknown(column);
        }
        return bucket;
    }

    private String orderPath(JsonNode by) {
        String id = by.get("columnId").asString();
        JsonNode metric = columns.get(id);
        String inner = metric.has("filter") ? id + ">" + id : id;
        return switch (operation(metric)) {
            case "count" -> metric.has("filter") ? id + "._count" : "_count";
            case "median", "percentile" -> inner + "." + percent(metric);
            default -> inner;
        };
    }

    private void addMetric(ObjectNode level, String id) {
        JsonNode column = columns.get(id);
        ObjectNode place = level;
        if (column.has("filter")) {
            ObjectNode filtered = level.putObject(id);
            filtered.set("filter", query(column.get("filter"), fields));
            place = filtered.putObject("aggs");
        }
        String operation = operation(column);
        switch (operation) {
            // Every bucket tells how many documents it has.
            case "count" -> {}
            case "sum", "max" -> metric(place, id, operation, column);
            case "average" -> metric(place, id, "avg", column);
            case "unique_count" ->
                    place.putObject(id)
                            .putObject("cardinality")
                            .put("field", field(column, Use.GROUP));
            case "median", "percentile" ->
                    metric(place, id, "percentiles", column)
                            .putArray("percents")
                            .add(Integer.parseInt(percent(column)));
            default -> throw unknown(column);
        }
    }

    private ObjectNode metric(ObjectNode place, String id, String aggregation, JsonNode column) {
        return place.putObject(id)
                .putObject(aggregation)
                .put("field", field(column, Use.CALCULATE));
    }

    private String field(JsonNode column, Use use) {
        String field = column.get("sourceField").asString();
        fields.put(field, use);
        return field;
    }

    /** A query as Kibana's objects have it; the fields that it searches are noted. */
    static ObjectNode query(JsonNode query, Map<String, Use> fields) {
        if (!query.path("language").asString("").equals("kuery")) {
            throw new IllegalArgumentException("not in KQL: " + query);
        }
        String kql = query.get("query").asString();
        Kql.fields(kql).forEach(field -> fields.putIfAbsent(field, Use.SEARCH));
        return Kql.toElasticsearch(kql);
    }

    private static String operation(JsonNode column) {
        return column.get("operationType").asString();
    }

    private static String percent(JsonNode column) {
        return switch (operation(column)) {
            case "median" -> MEDIAN;
            case "percentile" -> column.at("/params/percentile").asString();
            default -> "";
        };
    }

    private static IllegalArgumentException unknown(JsonNode column) {
        return new IllegalArgumentException("no translation of " + column);
    }
}
