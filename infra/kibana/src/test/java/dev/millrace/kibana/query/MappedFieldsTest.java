package dev.millrace.kibana.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.kibana.query.Question.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether the index templates have the fields that Kibana's objects look at, each good for its use.
 */
class MappedFieldsTest {

    private static final Path CHECKOUT = Path.of(System.getProperty("millrace.checkout"));
    private static final Path TEMPLATES =
            CHECKOUT.resolve("result-sink/src/main/resources/elasticsearch");
    private static final List<String> NUMBERS = List.of("long", "integer", "double", "float");
    private static final List<String> GROUPS = List.of("keyword", "boolean");

    static List<Question> questions() throws IOException {
        return Questions.of(CHECKOUT.resolve("infra/kibana/millrace.ndjson"), Duration.ofHours(24));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void everyFieldIsMappedAndGoodForItsUse(Question question) {
        Map<String, String> mapped = fields(question.indices());

        assertThat(question.fields())
                .allSatisfy(
                        (field, use) -> {
                            assertThat(mapped).containsKey(field);
                            assertThat(isGoodFor(use, mapped.get(field)))
                                    .as("%s is %s: %s", field, mapped.get(field), use)
                                    .isTrue();
                        });
    }

    @Test
    void theQueriesOfThePageNameFieldsThatAreMapped() throws IOException {
        List<PageQuery> queries = PageQuery.of(CHECKOUT.resolve("docs/operations/kibana.md"));

        assertThat(queries).extracting(PageQuery::language).contains("kql", "console", "esql");
        assertThat(queries)
                .allSatisfy(
                        query ->
                                assertThat(fields(query.indices()))
                                        .containsKeys(query.fields().toArray(String[]::new)));
    }

    private static boolean isGoodFor(Use use, String type) {
        return switch (use) {
            case TIME -> type.equals("date");
            case CALCULATE -> NUMBERS.contains(type);
            case GROUP -> GROUPS.contains(type);
            case SEARCH, SHOW -> true;
        };
    }

    /** The types of the fields by their names, of the template whose indices the pattern means. */
    private static Map<String, String> fields(String pattern) {
        String name = pattern.replaceAll("-?\\*$", "");
        try (Stream<Path> files = Files.list(TEMPLATES)) {
            assertThat(files).contains(TEMPLATES.resolve(name + ".json"));
            JsonNode template =
                    JsonMapper.shared()
                            .readTree(Files.readString(TEMPLATES.resolve(name + ".json")));
            Map<String, String> fields = new TreeMap<>();
            collect("", template.at("/template/mappings/properties"), fields);
            return fields;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void collect(String prefix, JsonNode properties, Map<String, String> fields) {
        properties.forEachEntry(
                (name, field) -> {
                    if (field.has("properties")) {
                        collect(prefix + name + ".", field.get("properties"), fields);
                    } else if (field.path("index").asBoolean(true)) {
                        fields.put(prefix + name, field.get("type").asString());
                    }
                });
    }
}
