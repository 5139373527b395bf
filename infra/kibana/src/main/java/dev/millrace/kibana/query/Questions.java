package dev.millrace.kibana.query;

import dev.millrace.kibana.query.Question.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Everything that Kibana asks Elasticsearch for the objects of a file that it imports. */
public final class Questions {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TIME_FIELD = "@timestamp";
    private static final int DOCUMENTS = 10;

    private final Map<String, JsonNode> objects = new LinkedHashMap<>();
    private final Duration span;

    private Questions(List<String> lines, Duration span) {
        this.span = span;
        for (String line : lines) {
            JsonNode object = JSON.readTree(line);
            objects.put(key(object.get("type").asString(), object.get("id").asString()), object);
        }
    }

    /**
     * @param objects the file that Kibana imports
     * @param span how far back is looked
     */
    public static List<Question> of(Path objects, Duration span) throws IOException {
        return new Questions(Files.readAllLines(objects), span).all();
    }

    private List<Question> all() {
        List<Question> questions = new ArrayList<>();
        for (JsonNode object : objects.values()) {
            switch (object.get("type").asString()) {
                case "search" -> questions.add(documents(title(object), object));
                case "dashboard" -> {
                    for (JsonNode panel : embedded(object, "/attributes/panelsJSON")) {
                        questions.add(panel(object, panel));
                    }
                    embedded(object, "/attributes/controlGroupInput/panelsJSON")
                            .forEach(control -> questions.add(control(object, control)));
                }
                default -> {}
            }
        }
        return questions;
    }

    private Question panel(JsonNode dashboard, JsonNode panel) {
        String origin = title(dashboard) + " / " + panel.get("title").asString();
        String index = panel.get("panelIndex").asString();
        return switch (panel.get("type").asString()) {
            case "search" -> {
                String name = index + ":" + panel.get("panelRefName").asString();
                yield documents(origin, referred(dashboard, name));
            }
            case "lens" ->
                    chart(origin, dashboard, index, panel.at("/embeddableConfig/attributes"));
            default -> throw new IllegalArgumentException("no translation of " + panel);
        };
    }

    private Question chart(String origin, JsonNode dashboard, String index, JsonNode lens) {
        JsonNode layers = lens.at("/state/datasourceStates/formBased/layers");
        if (layers.size() != 1) {
            throw new IllegalArgumentException(origin + " has not one layer");
        }
        Map.Entry<String, JsonNode> layer = layers.properties().iterator().next();
        LensQuestion chart = new LensQuestion(layer.getValue(), Intervals.near(span));
        Map<String, Use> fields = new TreeMap<>();
        ObjectNode body = body(lens.at("/state/query"), fields).put("size", 0);
        body.put("track_total_hits", true);
        body.set("aggs", chart.aggregations());
        fields.putAll(chart.fields());
        String reference = index + ":indexpattern-datasource-layer-" + layer.getKey();
        return new Question(
                origin, pattern(referred(dashboard, reference)), body, chart.columns(), fields);
    }

    private Question documents(String origin, JsonNode search) {
        JsonNode source =
                JSON.readTree(
                        search.at("/attributes/kibanaSavedObjectMeta/searchSourceJSON").asString());
        Map<String, Use> fields = new TreeMap<>();
        ObjectNode body = body(source.get("query"), fields).put("size", DOCUMENTS);
        body.put("track_total_hits", true);
        search.at("/attributes/columns")
                .forEach(column -> fields.putIfAbsent(column.asString(), Use.SHOW));
        for (JsonNode sort : search.at("/attributes/sort")) {
            body.putArray("sort").addObject().put(sort.get(0).asString(), sort.get(1).asString());
        }
        String reference = source.get("indexRefName").asString();
        return new Question(origin, pattern(referred(search, reference)), body, List.of(), fields);
    }

    /** The values that a control offers. */
    private Question control(JsonNode dashboard, JsonNode control) {
        String id = control.at("/explicitInput/id").asString();
        String field = control.at("/explicitInput/fieldName").asString();
        Map<String, Use> fields = new TreeMap<>(Map.of(field, Use.GROUP));
        ObjectNode body = body(JSON.readTree("{\"query\":\"\",\"language\":\"kuery\"}"), fields);
        body.put("size", 0).put("track_total_hits", true);
        body.putObject("aggs").putObject(field).putObject("terms").put("field", field);
        String reference = "controlGroup_" + id + ":optionsListDataView";
        return new Question(
                title(dashboard) + " / control " + field,
                pattern(referred(dashboard, reference)),
                body,
                List.of(new Question.Column(field, field, "terms", false, "")),
                fields);
    }

    private ObjectNode body(JsonNode query, Map<String, Use> fields) {
        fields.put(TIME_FIELD, Use.TIME);
        ObjectNode body = JSON.createObjectNode();
        var filter = body.putObject("query").putObject("bool").putArray("filter");
        filter.add(LensQuestion.query(query, fields));
        filter.addObject()
                .putObject("range")
                .putObject(TIME_FIELD)
                .put("gte", "now-" + span.toSeconds() + "s")
                .put("lte", "now")
                .put("format", "strict_date_optional_time");
        return body;
    }

    private JsonNode referred(JsonNode from, String name) {
        for (JsonNode reference : from.get("references")) {
            if (reference.get("name").asString().equals(name)) {
                String key = key(reference.get("type").asString(), reference.get("id").asString());
                if (objects.containsKey(key)) {
                    return objects.get(key);
                }
            }
        }
        throw new IllegalArgumentException(title(from) + " refers to nothing by " + name);
    }

    private static JsonNode embedded(JsonNode object, String pointer) {
        return JSON.readTree(object.at(pointer).asString());
    }

    private static String pattern(JsonNode dataView) {
        return dataView.at("/attributes/title").asString();
    }

    private static String title(JsonNode object) {
        return object.at("/attributes/title").asString();
    }

    private static String key(String type, String id) {
        return type + ":" + id;
    }
}
