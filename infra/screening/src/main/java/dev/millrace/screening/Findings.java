package dev.millrace.screening;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the screening found in the passages of a task.
 *
 * @param hits in the order of the passages and the rules; a rule once for each passage
 */
public record Findings(List<Hit> hits) {

    /** Nothing. */
    public static final Findings NONE = new Findings(List.of());

    public Findings {
        hits = List.copyOf(hits);
    }

    /** The sum over the rules; one that was met often counts once. */
    public double score() {
        Map<String, Double> scores = new LinkedHashMap<>();
        hits.forEach(hit -> scores.put(hit.rule(), hit.score()));
        return scores.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** The rules that were met, each once. */
    public List<String> rules() {
        return hits.stream().map(Hit::rule).distinct().toList();
    }

    /** The fields that met a rule, each once. */
    public List<String> fields() {
        return hits.stream().map(Hit::field).distinct().toList();
    }
}
