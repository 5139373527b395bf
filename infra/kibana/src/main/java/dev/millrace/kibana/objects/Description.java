package dev.millrace.kibana.objects;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What Kibana is to have, as a person writes it. */
record Description(List<DataView> dataViews, List<Search> searches, List<Dashboard> dashboards) {

    private static final YAMLMapper YAML =
            YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    /**
     * @param pattern the indices
     * @param formats how values of fields are shown, where not as they are
     */
    record DataView(
            String id, String name, String pattern, @Nullable Map<String, String> formats) {}

    /**
     * @param query in KQL; none for everything
     */
    record Search(
            String id,
            String title,
            String description,
            String dataView,
            @Nullable String query,
            List<String> columns) {}

    /**
     * @param dataView of panels that name none
     * @param controls fields by whose values the dashboard can be narrowed
     */
    record Dashboard(
            String id,
            String title,
            String description,
            String dataView,
            List<String> controls,
            List<Panel> panels) {}

    /**
     * Either a chart or a saved search.
     *
     * @param size width and height, as in 24x12
     * @param rows the columns by which a table groups
     */
    record Panel(
            String title,
            @Nullable String dataView,
            @Nullable String chart,
            @Nullable String search,
            @Nullable String size,
            @Nullable String query,
            @Nullable JsonNode x,
            @Nullable JsonNode split,
            @Nullable List<JsonNode> rows,
            @Nullable List<JsonNode> metrics) {

        private static final String USUAL_SIZE = "24x12";

        int width() {
            return Integer.parseInt(sizes()[0]);
        }

        int height() {
            return Integer.parseInt(sizes()[1]);
        }

        private String[] sizes() {
            return Objects.requireNonNullElse(size, USUAL_SIZE).split("x", 2);
        }

        String kql() {
            return Objects.requireNonNullElse(query, "");
        }

        /** The title in lower case with hyphens. */
        String slug() {
            return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        }
    }

    static Description read(Path file) {
        return YAML.readValue(file, Description.class);
    }
}
