package dev.millrace.streams.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.AgentSnapshot;
import dev.millrace.ModelChoice;
import dev.millrace.ModelPrice;
import dev.millrace.agents.AgentCatalogue;
import dev.millrace.agents.ModelProvider;
import dev.millrace.schemas.TrustedAvroClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class AgentsTest {

    private static final DefaultModel EXTRACTIVE = new DefaultModel(ModelProvider.EXTRACTIVE, "");

    private static final DefaultModel OPENAI = new DefaultModel(ModelProvider.OPENAI, "");

    @TempDir Path folder;

    @BeforeAll
    static void trustEvents() {
        TrustedAvroClasses.install();
    }

    @Test
    void aTaskKeepsTheWholeDefinition() throws Exception {
        define(
                "full.yml",
                """
                description: Everything.
                systemPrompt: Be brief.
                models: [gpt-4o, default]
                fallbackText: Later.
                tools: [calculator]
                maxSteps: 7
                temperature: 0.5
                maxOutputTokens: 99
                stepTimeout: 30s
                deadline: 2m
                retrievalPassages: 4
                contextTokens: 500
                """);

        Agents agents = agents(EXTRACTIVE);
        AgentSnapshot full = agents.snapshot("full", List.of());

        assertThat(full)
                .isEqualTo(
                        AgentSnapshot.newBuilder()
                                .setName("full")
                                .setHash(full.getHash())
                                .setSystemPrompt("Be brief.")
                                .setModel("gpt-4o")
                                .setModels(
                                        List.of(
                                                new ModelChoice(
                                                        "gpt-4o",
                                                        new ModelPrice(
                                                                2_500_000L,
                                                                1_250_000L,
                                                                10_000_000L)),
                                                new ModelChoice("", new ModelPrice(0L, 0L, 0L))))
                                .setFallbackText("Later.")
                                .setTools(List.of("calculator"))
                                .setMaxSteps(7)
                                .setTemperature(0.5)
                                .setMaxOutputTokens(99)
                                .setStepTimeoutMs(30_000)
                                .setRetrievalPassages(4)
                                .setContextTokens(500)
                                .build());
        assertThat(full.getHash()).matches("[0-9a-f]{16}");
        assertThat(agents.deadline("full")).isEqualTo(Duration.ofMinutes(2));
        assertThat(agents.names()).containsExactlyInAnyOrder("full", "default");
    }

    @Test
    void theDefaultModelHasThePriceOfTheOneThatExecutorsAsk() {
        assertThat(priceOfDefault(EXTRACTIVE)).isEqualTo(new ModelPrice(0L, 0L, 0L));
        assertThat(priceOfDefault(OPENAI)).isEqualTo(new ModelPrice(150_000L, 75_000L, 600_000L));
        assertThat(priceOfDefault(new DefaultModel(ModelProvider.OPENAI, "gpt-4o")))
                .isEqualTo(new ModelPrice(2_500_000L, 1_250_000L, 10_000_000L));
        assertThat(priceOfDefault(new DefaultModel(ModelProvider.OLLAMA, "qwen3:8b")))
                .isEqualTo(new ModelPrice(0L, 0L, 0L));
        assertThat(priceOfDefault(new DefaultModel(ModelProvider.ANTHROPIC, "claude-haiku-4-5")))
                .isEqualTo(new ModelPrice(1_000_000L, 100_000L, 5_000_000L));
    }

    private ModelPrice priceOfDefault(DefaultModel model) {
        return agents(model).snapshot("default", List.of()).getModels().getFirst().getPrice();
    }

    @Test
    void aModelWithoutAPriceIsWarnedOfOnce(CapturedOutput output) throws Exception {
        define("a.yml", "models: [unheard-of, default]");
        define("b.yml", "models: [unheard-of]");

        AgentSnapshot agent =
                agents(new DefaultModel(ModelProvider.OPENAI, "my-own")).snapshot("a", List.of());

        assertThat(agent.getModels())
                .containsExactly(new ModelChoice("unheard-of", null), new ModelChoice("", null));
        assertThat(output.toString().lines().filter(line -> line.contains("is not known")))
                .hasSize(2)
                .anyMatch(line -> line.contains("price of the model unheard-of is not known"))
                .anyMatch(line -> line.contains("price of the model my-own is not known"));
    }

    @Test
    void theInstallationsPriceSilencesTheWarning(CapturedOutput output) throws Exception {
        define("a.yml", "models: [unheard-of]");
        define("config/models.yml", "prices: {unheard-of: {input: 1, output: 2}}");

        AgentSnapshot agent = agents(EXTRACTIVE).snapshot("a", List.of());

        assertThat(agent.getModels().getFirst().getPrice())
                .isEqualTo(new ModelPrice(1_000_000L, 1_000_000L, 2_000_000L));
        assertThat(output).doesNotContain("is not known");
    }

    @Test
    void aTaskHasThoseOfTheAgentsToolsThatItsCallerMayUse() throws Exception {
        define("a.yml", "tools: [calculator, current_time, files/*]");
        define("config/tools.yml", "mcp: {files: {command: files}}");
        define(
                "config/permissions.yml",
                """
                roles:
                  submitter: [calculator, search_documents]
                  reader: [files/read]
                  admin: ["*"]
                """);
        Agents agents = agents(EXTRACTIVE);

        assertThat(agents.snapshot("a", List.of("submitter")).getTools())
                .containsExactly("calculator");
        assertThat(agents.snapshot("a", List.of()).getTools()).containsExactly("calculator");
        assertThat(agents.snapshot("a", List.of("reader", "submitter")).getTools())
                .containsExactly("calculator", "files/read");
        assertThat(agents.snapshot("a", List.of("admin")).getTools())
                .containsExactly("calculator", "current_time", "files/*");
        assertThat(agents.snapshot("a", List.of("guest")).getTools()).isEmpty();
        assertThat(agents.snapshot("a", List.of("guest")).getHash())
                .isEqualTo(agents.snapshot("a", List.of("admin")).getHash());
    }

    private Agents agents(DefaultModel model) {
        return new Agents(AgentCatalogue.load(folder), model);
    }

    private void define(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
