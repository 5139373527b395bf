package dev.millrace.kibana.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Translates Kibana's query language as Kibana does: {@code and}, {@code or}, {@code not},
 * brackets, values, phrases, wildcards, ranges, and words that no field is named for. Nested fields
 * and escapes are left out.
 */
public final class Kql {

    private static final Pattern TOKEN =
            Pattern.compile("\\s*(\"[^\"]*\"|<=|>=|[():<>]|[^\\s():<>\"]+)");

    private static final List<String> COMPARISONS = List.of(":", "<=", ">=", "<", ">");

    private final String text;
    private final List<String> tokens = new ArrayList<>();
    private int at;

    private Kql(String text) {
        this.text = text;
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
        if (!text.substring(end).isBlank()) {
            throw unreadable();
        }
    }

    /** The query that Elasticsearch is asked; an empty text asks for everything. */
    public static ObjectNode toElasticsearch(String kql) {
        if (kql.isBlank()) {
            ObjectNode all = object();
            all.putObject("match_all");
            return all;
        }
        Kql parser = new Kql(kql);
        ObjectNode query = parser.or("");
        if (parser.at < parser.tokens.size()) {
            throw parser.unreadable();
        }
        return query;
    }

    /** The fields that a text names. */
    public static Set<String> fields(String kql) {
        List<String> tokens = new Kql(kql).tokens;
        Set<String> fields = new TreeSet<>();
        for (int i = 1; i < tokens.size(); i++) {
            if (COMPARISONS.contains(tokens.get(i))) {
                fields.add(tokens.get(i - 1));
            }
        }
        return fields;
    }

    /**
     * @param field whose values are listed, or empty
     */
    private ObjectNode or(String field) {
        List<ObjectNode> any = new ArrayList<>(List.of(and(field)));
        while (takesWord("or")) {
            any.add(and(field));
        }
        return any.size() == 1 ? any.getFirst() : should(any);
    }

    private ObjectNode and(String field) {
        List<ObjectNode> all = new ArrayList<>(List.of(not(field)));
        while (takesWord("and")) {
            all.add(not(field));
        }
        return all.size() == 1 ? all.getFirst() : bool("filter", all);
    }

    private ObjectNode not(String field) {
        return takesWord("not") ? bool("must_not", List.of(not(field))) : term(field);
    }

    private ObjectNode term(String field) {
        if (takes("(")) {
            ObjectNode inner = or(field);
            if (!takes(")")) {
                throw unreadable();
            }
            return inner;
        }
        String word = next();
        if (!field.isEmpty()) {
            return value(field, word);
        }
        if (takes(":")) {
            if (at < tokens.size() && tokens.get(at).equals("(")) {
                return term(word);
            }
            return value(word, next());
        }
        for (String comparison : COMPARISONS) {
            if (takes(comparison)) {
                return range(word, comparison, next());
            }
        }
        return anywhere(word);
    }

    private static ObjectNode value(String field, String value) {
        ObjectNode query = object();
        if (value.equals("*")) {
            query.putObject("exists").put("field", field);
        } else if (isPhrase(value)) {
            query.putObject("match_phrase").put(field, unquoted(value));
        } else if (value.contains("*")) {
            query.putObject("query_string").put("query", value).putArray("fields").add(field);
        } else {
            query.putObject("match").put(field, value);
        }
        return should(List.of(query));
    }

    private static ObjectNode range(String field, String comparison, String value) {
        String name =
                (comparison.startsWith("<") ? "lt" : "gt") + (comparison.endsWith("=") ? "e" : "");
        ObjectNode query = object();
        query.putObject("range").putObject(field).put(name, unquoted(value));
        return should(List.of(query));
    }

    private static ObjectNode anywhere(String value) {
        ObjectNode query = object();
        if (value.contains("*") && !isPhrase(value)) {
            query.putObject("query_string").put("query", value);
        } else {
            query.putObject("multi_match")
                    .put("type", isPhrase(value) ? "phrase" : "best_fields")
                    .put("query", unquoted(value))
                    .put("lenient", true);
        }
        return query;
    }

    private static ObjectNode should(List<ObjectNode> any) {
        ObjectNode query = bool("should", any);
        ((ObjectNode) query.get("bool")).put("minimum_should_match", 1);
        return query;
    }

    private static ObjectNode bool(String occurrence, List<ObjectNode> queries) {
        ObjectNode query = object();
        ArrayNode clauses = query.putObject("bool").putArray(occurrence);
        queries.forEach(clauses::add);
        return query;
    }

    private String next() {
        if (at == tokens.size() || "():<>".contains(tokens.get(at))) {
            throw unreadable();
        }
        return tokens.get(at++);
    }

    private boolean takes(String token) {
        boolean there = at < tokens.size() && tokens.get(at).equals(token);
        at += there ? 1 : 0;
        return there;
    }

    private boolean takesWord(String word) {
        return at < tokens.size()
                && tokens.get(at).toLowerCase(Locale.ROOT).equals(word)
                && takes(tokens.get(at));
    }

    private static boolean isPhrase(String value) {
        return value.startsWith("\"");
    }

    private static String unquoted(String value) {
        return isPhrase(value) ? value.substring(1, value.length() - 1) : value;
    }

    private IllegalArgumentException unreadable() {
        return new IllegalArgumentException("not KQL: " + text);
    }

    private static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }
}
