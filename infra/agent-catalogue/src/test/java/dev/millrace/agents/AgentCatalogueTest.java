package dev.millrace.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentCatalogueTest {

    @TempDir Path directory;

    @Test
    void withoutAFolderThereIsTheDefaultAgentAndNothingElse() {
        AgentCatalogue catalogue = AgentCatalogue.load(directory.resolve("nowhere"));

        assertThat(catalogue.agents()).containsOnlyKeys("default");
        assertThat(catalogue.agents().get("default")).isEqualTo(AgentDefinition.standard());
        assertThat(catalogue.models()).isEmpty();
        assertThat(catalogue.tools()).isEmpty();
        assertThat(catalogue.permissions().permitted(List.of("anyone"), "calculator")).isTrue();
    }

    @Test
    void theDefaultAgentIsThereBesideOthersAndCanBeDefined() {
        assertThat(definitions().file("brief.yml", "description: Brief.").load().agents())
                .containsOnlyKeys("brief", "default");
        assertThat(
                        definitions()
                                .file("default.yml", "maxSteps: 3")
                                .load()
                                .agents()
                                .get("default")
                                .maxSteps())
                .isEqualTo(3);
    }

    @Test
    void theDefinitionsThatComeAlongAreValid() {
        AgentCatalogue catalogue =
                AgentCatalogue.load(Path.of(System.getProperty("millrace.checkout"), "agents"));

        assertThat(catalogue.agents()).containsKeys("default", "researcher");
        assertThat(catalogue.agents().get("default")).isEqualTo(AgentDefinition.standard());
        assertThat(catalogue.agents().get("researcher").tools())
                .containsExactlyInAnyOrderElementsOf(BuiltInTool.names());
        assertThat(catalogue.permissions().permitted(List.of(), "calculator")).isTrue();
    }

    @Test
    void theCommentedExamplesAreValidToo() throws Exception {
        Path config = Path.of(System.getProperty("millrace.checkout"), "agents", "config");
        Definitions examples = definitions();
        for (String name : List.of("models.yml", "tools.yml", "permissions.yml")) {
            examples.file("config/" + name, uncommented(Files.readString(config.resolve(name))));
        }

        AgentCatalogue catalogue = examples.load();

        assertThat(catalogue.models()).containsOnlyKeys("careful", "cheap", "local");
        assertThat(catalogue.tools()).containsOnlyKeys("weather", "files", "tickets");
    }

    /** An example begins behind a line that is a lone #; the words before it stay comments. */
    private static String uncommented(String text) {
        return text.lines()
                .map(line -> line.matches("# ( |[a-z]+:).*") ? line.substring(2) : line)
                .reduce("", (all, line) -> all + line + "\n");
    }

    @Test
    void everyProblemIsNamedWithFileLineAndFieldAndAllAtOnce() {
        Definitions definitions =
                definitions()
                        .file("a.yml", "description: A\nmaxSteps: 0\ntools: [wrench]\n")
                        .file("b.yml", "description: B\n\nmaxstep: 3\n")
                        .file("config/models.yml", "models:\n  m:\n    provider: acme\n");

        assertThat(definitions.problems())
                .containsExactly(
                        "a.yml:2: maxSteps: must be a whole number from 1 to 1000 but is the number"
                                + " '0'",
                        "a.yml:3: tools[0]: there is no tool 'wrench'; declare it in"
                                + " config/tools.yml",
                        "b.yml:3: maxstep: is unknown; there is name, description, systemPrompt,"
                                + " models, fallbackText, tools, maxSteps, temperature,"
                                + " maxOutputTokens, stepTimeout, deadline, retrievalPassages,"
                                + " contextTokens, screening",
                        "config/models.yml:3: models.m.provider: must be one of openai, anthropic,"
                                + " ollama, extractive, but is the text 'acme'");
        assertThatThrownBy(definitions::load)
                .isInstanceOf(InvalidDefinitionsException.class)
                .hasMessageStartingWith(definitions.folder() + "/a.yml:2: maxSteps: ")
                .message()
                .hasLineCount(4);
    }

    @Test
    void aFileInTheWrongPlaceIsNotPassedOver() {
        assertThat(definitions().file("a.yaml", "description: A").problems())
                .containsExactly("a.yaml:1: must end in .yml");
        assertThat(definitions().file("no spaces.yml", "description: A").problems())
                .anyMatch(problem -> problem.startsWith("no spaces.yml:1: the name of an agent"));
        assertThat(definitions().file("permissions.yml", "roles: {}").problems())
                .contains("permissions.yml:1: belongs into the folder config");
        assertThat(definitions().file("config/permission.yml", "roles: {}").problems())
                .contains(
                        "config/permission.yml:1: is unknown; there is models.yml,"
                                + " permissions.yml, tools.yml");
    }

    @Test
    void whatIsNoDefinitionIsPassedOver() {
        Definitions definitions =
                definitions()
                        .file("README.md", "# Agents")
                        .file(".hidden.yml", "nonsense: 1")
                        .file("drafts/a.yml", "nonsense: 1")
                        .file("config/notes.txt", "nonsense");

        assertThat(definitions.load().agents()).containsOnlyKeys("default");
    }

    @Test
    void anAgentThatIsEmptyIsAProblemButConfigurationMayBe() {
        assertThat(definitions().file("a.yml", "# nothing yet\n").problems())
                .containsExactly("a.yml:1: is empty; an agent has at least a description");
        assertThat(
                        new Definitions(directory.resolve("other"))
                                .file("config/models.yml", "# nothing yet\n")
                                .file("config/tools.yml", "")
                                .file("config/permissions.yml", "")
                                .problems())
                .isEmpty();
    }

    @Test
    void aFileInsteadOfAFolderIsAProblem() throws Exception {
        Path file = Files.writeString(directory.resolve("agents"), "");

        assertThatThrownBy(() -> AgentCatalogue.load(file))
                .isInstanceOf(InvalidDefinitionsException.class)
                .hasMessageEndingWith("agents:1: is no folder");
    }

    @Test
    void anotherDefinitionHasAnotherHashAndTheSameOneTheSame() {
        String hash = hash("description: A\nmaxSteps: 3");

        assertThat(hash).matches("[0-9a-f]{16}");
        assertThat(hash("# comment\nmaxSteps: 3\ndescription: A")).isEqualTo(hash);
        for (String other :
                List.of(
                        "description: B\nmaxSteps: 3",
                        "description: A\nmaxSteps: 4",
                        "description: A\nmaxSteps: 3\nsystemPrompt: x",
                        "description: A\nmaxSteps: 3\nmodels: [x]",
                        "description: A\nmaxSteps: 3\nfallbackText: x",
                        "description: A\nmaxSteps: 3\ntools: [calculator]",
                        "description: A\nmaxSteps: 3\ntemperature: 0",
                        "description: A\nmaxSteps: 3\nmaxOutputTokens: 5",
                        "description: A\nmaxSteps: 3\nstepTimeout: 5s",
                        "description: A\nmaxSteps: 3\ndeadline: 5s",
                        "description: A\nmaxSteps: 3\nretrievalPassages: 5",
                        "description: A\nmaxSteps: 3\ncontextTokens: 5",
                        "description: A\nmaxSteps: 3\nscreening: {action: reject}")) {
            assertThat(hash(other)).as(other).isNotEqualTo(hash);
        }
    }

    private String hash(String agent) {
        return definitions().file("a.yml", agent).load().agents().get("a").hash();
    }

    private Definitions definitions() {
        return new Definitions(directory);
    }
}
