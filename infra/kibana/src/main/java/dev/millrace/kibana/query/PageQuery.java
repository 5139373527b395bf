package dev.millrace.kibana.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A query that a page of the documentation shows.
 *
 * @param language kql, console or esql
 * @param indices what it is asked of
 * @param text the query; of console its body
 */
public record PageQuery(String language, String indices, String text) {

    private static final Pattern BLOCK =
            Pattern.compile(
                    "^```(kql|console|esql) ?(.*?)\n(.*?)^```$",
                    Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern POST = Pattern.compile("POST (\\S+)/_search\n");
    private static final Pattern FROM = Pattern.compile("FROM (\\S+)");
    private static final Pattern ESQL_FIELD = Pattern.compile("\\b[a-z_]+(?:\\.[a-z_]+)+\\b");

    /** The queries of a page, in its order. */
    public static List<PageQuery> of(Path page) throws IOException {
        List<PageQuery> queries = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(page));
        while (blocks.find()) {
            String text = blocks.group(3);
            queries.add(
                    switch (blocks.group(1)) {
                        case "kql" -> new PageQuery("kql", blocks.group(2), text.strip());
                        case "console" ->
                                new PageQuery("console", first(POST, text), POST.split(text, 2)[1]);
                        default -> new PageQuery("esql", first(FROM, text), text);
                    });
        }
        return queries;
    }

    /** What Elasticsearch is asked; not for ES|QL. */
    public Question toQuestion() {
        JsonNode body =
                switch (language) {
                    case "kql" -> {
                        ObjectNode search = JsonMapper.shared().createObjectNode();
                        search.set("query", Kql.toElasticsearch(text));
                        yield search;
                    }
                    case "console" -> JsonMapper.shared().readTree(text);
                    default -> throw new IllegalStateException("no search: " + text);
                };
        return new Question(text, indices, body, List.of(), Map.of());
    }

    /** The fields that it names. */
    public Set<String> fields() {
        return switch (language) {
            case "kql" -> Kql.fields(text);
            case "console" -> console(JsonMapper.shared().readTree(text));
            default -> esql();
        };
    }

    private Set<String> esql() {
        Set<String> fields = new TreeSet<>();
        // What stands in quotes is a value.
        Matcher matcher = ESQL_FIELD.matcher(text.replaceAll("\"[^\"]*\"", ""));
        while (matcher.find()) {
            fields.add(matcher.group());
        }
        return fields;
    }

    private static Set<String> console(JsonNode body) {
        Set<String> fields = new TreeSet<>(body.findValuesAsString("field"));
        for (JsonNode term : body.findValues("term")) {
            fields.addAll(term.propertyNames());
        }
        body.findValues("fields").stream()
                .filter(JsonNode::isArray)
                .flatMap(JsonNode::valueStream)
                .forEach(field -> fields.add(field.asString().replaceAll("\\^.*", "")));
        return fields;
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException("names no indices: " + text);
        }
        return matcher.group(1);
    }
}
