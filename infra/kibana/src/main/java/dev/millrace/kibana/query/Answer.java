package dev.millrace.kibana.query;

import dev.millrace.kibana.query.Question.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * What Elasticsearch answered to a question.
 *
 * @param hits how many documents there are
 * @param rows how many rows a table of the answer has
 * @param empty the columns without a value, and the filters that nothing passes
 */
public record Answer(long hits, long rows, Set<String> empty) {

    /** Whether the reader sees something in every part of the panel. */
    public boolean isWhole() {
        return hits > 0 && rows > 0 && empty.isEmpty();
    }

    static Answer of(Question question, JsonNode response) {
        if (response.at("/_shards/failed").asInt(0) > 0) {
            throw new IllegalStateException(question.origin() + ": " + response);
        }
        long hits = response.at("/hits/total/value").asLong();
        List<Column> columns = question.columns();
        if (columns.isEmpty()) {
            return new Answer(hits, response.at("/hits/hits").size(), Set.of());
        }
        Reading reading = new Reading(columns);
        reading.read(response.path("aggregations"), hits, 0);
        return new Answer(hits, reading.rows, reading.empty);
    }

    /** Walks through the buckets down to the metrics. */
    private static final class Reading {

        private final List<Column> buckets;
        private final List<Column> metrics;
        private final Set<String> empty = new TreeSet<>();
        private final Set<String> full = new TreeSet<>();
        private long rows;

        Reading(List<Column> columns) {
            buckets = columns.stream().filter(Column::isBucket).toList();
            metrics = columns.stream().filter(column -> !column.isBucket()).toList();
            metrics.forEach(metric -> empty.add(metric.label()));
            for (Column bucket : buckets) {
                empty.add(bucket.label());
            }
        }

        void read(JsonNode level, long documents, int depth) {
            if (depth == buckets.size()) {
                rows++;
                metrics.stream()
                        .filter(metric -> hasValue(metric, level, documents))
                        .forEach(metric -> empty.remove(metric.label()));
                return;
            }
            Column column = buckets.get(depth);
            for (JsonNode bucket : list(level.at("/" + column.id() + "/buckets"))) {
                if (bucket.get("doc_count").asLong() > 0) {
                    empty.remove(column.label());
                    read(bucket, bucket.get("doc_count").asLong(), depth + 1);
                }
            }
            if (column.operation().equals("filters") && documents > 0) {
                level.at("/" + column.id() + "/buckets")
                        .forEachEntry(
                                (label, bucket) -> seen(label, bucket.get("doc_count").asLong()));
            }
        }

        /**
         * A filter that is not the first may have nothing in one bucket and something in another.
         */
        private void seen(String label, long documents) {
            String name = "filter " + label;
            if (documents > 0) {
                full.add(name);
                empty.remove(name);
            } else if (!full.contains(name)) {
                empty.add(name);
            }
        }

        private static List<JsonNode> list(JsonNode buckets) {
            List<JsonNode> list = new ArrayList<>();
            buckets.forEach(list::add);
            return list;
        }

        private static boolean hasValue(Column metric, JsonNode level, long documents) {
            JsonNode place = metric.filtered() ? level.path(metric.id()) : level;
            long counted = metric.filtered() ? place.path("doc_count").asLong() : documents;
            return switch (metric.operation()) {
                case "count" -> counted > 0;
                case "median", "percentile" ->
                        place.at("/" + metric.id() + "/values")
                                .valueStream()
                                .anyMatch(JsonNode::isNumber);
                // Counts and sums of nothing are zero, which is no data.
                default -> place.at("/" + metric.id() + "/value").asDouble(0) > 0;
            };
        }
    }
}
