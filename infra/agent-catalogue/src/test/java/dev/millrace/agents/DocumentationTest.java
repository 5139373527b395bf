package dev.millrace.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds docs/agents.md to what is read. */
class DocumentationTest {

    private static final Path CHECKOUT = Path.of(System.getProperty("millrace.checkout"));
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Za-z]+)` \\|");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(.*?)```");

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({
        "a.yml, '{unknown: 1}', An agent",
        "a.yml, 'screening: {unknown: 1}', An agent",
        "config/models.yml, 'models: {m: {unknown: 1, provider: ollama}}', Models",
        "config/models.yml, 'prices: {m: {unknown: 1, input: 1, output: 1}}', Models",
        "config/tools.yml, 'http: {t: {unknown: 1, description: D, url: \"http://h/\"}}', Tools",
        "config/tools.yml, 'mcp: {s: {unknown: 1, command: c}}', Tools",
        "config/tools.yml, 'mcp: {s: {unknown: 1, url: \"http://h/\"}}', Tools",
        "config/permissions.yml, '{unknown: 1, roles: {}}', Permissions"
    })
    void everyFieldThatIsReadIsDocumentedInItsSection(String file, String yaml, String section)
            throws Exception {
        List<String> problems = new Definitions(directory).file(file, yaml).problems();

        assertThat(problems).hasSize(1);
        List<String> read =
                List.of(problems.getFirst().replaceFirst(".*there is ", "").split(", "));
        assertThat(fields(section)).containsAll(read);
    }

    @Test
    void theDefaultsOfTheTableAreThoseOfTheStandardAgent() throws Exception {
        AgentDefinition standard = AgentDefinition.standard();

        assertThat(section("An agent"))
                .containsPattern("`maxSteps`.*\\| " + standard.maxSteps() + " \\|")
                .containsPattern("`stepTimeout`.*\\| " + standard.stepTimeout().toMinutes() + " m")
                .containsPattern("`deadline`.*\\| " + standard.deadline().toMinutes() + " m")
                .containsPattern("`retrievalPassages`.*\\| " + standard.retrievalPassages())
                .containsPattern("`maxOutputTokens`.*\\| 1,024 \\|")
                .containsPattern("`contextTokens`.*\\| 2,000 \\|");
    }

    @Test
    void theExamplesAreValidTogether() throws Exception {
        Definitions definitions =
                new Definitions(directory)
                        .file("researcher.yml", example("An agent"))
                        .file("config/models.yml", example("Models"))
                        .file("config/tools.yml", example("Tools"))
                        .file("config/permissions.yml", example("Permissions"));

        AgentCatalogue catalogue = definitions.load();

        assertThat(catalogue.agents().get("researcher").tools())
                .containsExactly(
                        "search_documents",
                        "calculator",
                        "weather",
                        "files/read_text_file",
                        "files/list_directory");
        assertThat(catalogue.models()).containsOnlyKeys("careful", "cheap");
    }

    private static List<String> fields(String section) throws IOException {
        return ROW.matcher(section(section)).results().map(row -> row.group(1)).toList();
    }

    private static String example(String section) throws IOException {
        Matcher example = EXAMPLE.matcher(section(section));
        assertThat(example.find()).isTrue();
        return example.group(1);
    }

    private static String section(String title) throws IOException {
        String text = Files.readString(CHECKOUT.resolve("docs/agents.md"));
        int start = text.indexOf("\n## " + title + "\n");
        assertThat(start).as(title).isPositive();
        int end = text.indexOf("\n## ", start + 1);
        return text.substring(start, end < 0 ? text.length() : end);
    }
}
