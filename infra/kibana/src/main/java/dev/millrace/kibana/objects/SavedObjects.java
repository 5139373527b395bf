package dev.millrace.kibana.objects;

import dev.millrace.kibana.objects.Description.DataView;
import dev.millrace.kibana.objects.Description.Search;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes Kibana's saved objects of a description, one per line of a file that Kibana imports. */
final class SavedObjects {

    /**
     * In which version of Kibana's formats these objects are: those that the whole of Kibana 9
     * reads, as it brings an imported object of an earlier version up to date.
     */
    private static final String CORE_VERSION = "8.8.0";

    private static final Map<String, String> TYPE_VERSIONS =
            Map.of("index-pattern", "8.0.0", "search", "10.2.0", "dashboard", "10.2.0");

    private SavedObjects() {}

    /** Those that others refer to come first. */
    static List<ObjectNode> of(Description description) {
        List<ObjectNode> objects = new ArrayList<>();
        description.dataViews().forEach(dataView -> objects.add(dataView(dataView)));
        description.searches().forEach(search -> objects.add(search(search)));
        description
                .dashboards()
                .forEach(dashboard -> objects.add(new DashboardObject(dashboard).toJson()));
        return objects;
    }

    static ObjectNode object(String type, String id, ObjectNode attributes, ArrayNode references) {
        ObjectNode object =
                Json.object().put("type", type).put("id", id).set("attributes", attributes);
        object.set("references", references);
        return object.put("managed", false)
                .put("coreMigrationVersion", CORE_VERSION)
                .put("typeMigrationVersion", TYPE_VERSIONS.get(type));
    }

    private static ObjectNode dataView(DataView dataView) {
        ObjectNode formats = Json.object();
        Objects.requireNonNullElse(dataView.formats(), Map.<String, String>of())
                .forEach((field, format) -> formats.set(field, format(format)));
        ObjectNode attributes =
                Json.object()
                        .put("title", dataView.pattern())
                        .put("name", dataView.name())
                        .put("timeFieldName", "@timestamp")
                        // There may be no dead letter yet.
                        .put("allowNoIndex", true)
                        .put("fields", "[]")
                        .put("fieldAttrs", "{}")
                        .put("fieldFormatMap", formats.toString())
                        .put("runtimeFieldMap", "{}")
                        .put("sourceFilters", "[]");
        return object("index-pattern", dataView.id(), attributes, Json.object().putArray("none"));
    }

    private static ObjectNode format(String name) {
        ObjectNode format = Json.object();
        switch (name) {
            case "milliseconds" ->
                    format.put("id", "duration")
                            .putObject("params")
                            .put("inputFormat", "milliseconds")
                            .put("outputFormat", "humanizePrecise")
                            .put("outputPrecision", 1)
                            .put("useShortSuffix", true);
            case "usd" ->
                    format.put("id", "number").putObject("params").put("pattern", "$0,0.0000");
            case "bytes" -> format.put("id", "bytes").putObject("params");
            default -> throw new IllegalArgumentException("no format: " + name);
        }
        return format;
    }

    private static ObjectNode search(Search search) {
        String reference = "kibanaSavedObjectMeta.searchSourceJSON.index";
        ObjectNode source =
                Json.object()
                        .put("highlightAll", true)
                        .put("version", true)
                        .set("query", Json.kql(Objects.requireNonNullElse(search.query(), "")));
        source.putArray("filter");
        source.put("indexRefName", reference);
        ObjectNode attributes =
                Json.object()
                        .put("title", search.title())
                        .put("description", search.description())
                        .put("hideChart", false)
                        .put("isTextBasedQuery", false)
                        .put("timeRestore", false);
        search.columns().forEach(attributes.putArray("columns")::add);
        attributes.putArray("sort").addArray().add("@timestamp").add("desc");
        attributes.putObject("grid");
        attributes.putObject("kibanaSavedObjectMeta").put("searchSourceJSON", source.toString());
        ArrayNode references = Json.object().putArray("references");
        references.add(Json.reference(reference, "index-pattern", search.dataView()));
        return object("search", search.id(), attributes, references);
    }
}
