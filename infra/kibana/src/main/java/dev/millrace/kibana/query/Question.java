package dev.millrace.kibana.query;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What Kibana asks Elasticsearch for a panel, a saved search or a control.
 *
 * @param origin the object, and the panel in it
 * @param indices the pattern of the data view
 * @param body the search
 * @param columns of a chart in the order in which Elasticsearch nests them; empty for documents
 * @param fields what the body looks at, each with what it must be good for
 */
public record Question(
        String origin,
        String indices,
        JsonNode body,
        List<Column> columns,
        Map<String, Use> fields) {

    /** What a field has to be good for. */
    public enum Use {
        /** To be searched. */
        SEARCH,
        /** To be grouped by. */
        GROUP,
        /** To be calculated with. */
        CALCULATE,
        /** To be a time. */
        TIME,
        /** To be shown. */
        SHOW
    }

    /**
     * @param id the name of the aggregation
     * @param label what the reader sees
     * @param operation as Lens calls it
     * @param filtered whether only some documents count
     * @param percent which percentile, where it is one
     */
    public record Column(
            String id, String label, String operation, boolean filtered, String percent) {

        boolean isBucket() {
            return List.of("date_histogram", "terms", "filters").contains(operation);
        }
    }
}
