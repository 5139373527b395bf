package dev.millrace.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.millrace.screening.ScreeningPolicy;
import dev.millrace.screening.ScreeningPolicy.Action;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentFieldsTest {

    private static final String TOOLS =
            """
            http:
              weather: {description: W, url: https://example.org/}
            mcp:
              files: {command: files, tools: [read, write]}
              open: {url: https://example.org/mcp}
            """;

    @TempDir Path directory;

    static List<Arguments> values() {
        return List.of(
                of("name: a", AgentDefinition::name, "a"),
                of("description: D", AgentDefinition::description, "D"),
                of("systemPrompt: |\n  One.\n  Two.", AgentDefinition::systemPrompt, "One.\nTwo."),
                of("models: [gpt-5, local]", AgentDefinition::models, List.of("gpt-5", "local")),
                of("models: [x, default]", AgentDefinition::models, List.of("x", "")),
                of("models: []", AgentDefinition::models, List.of("")),
                of("models: ['qwen3:8b']", AgentDefinition::models, List.of("qwen3:8b")),
                of("fallbackText: Later.", AgentDefinition::fallbackText, "Later."),
                of("tools: [calculator]", AgentDefinition::tools, List.of("calculator")),
                of("tools: [weather]", AgentDefinition::tools, List.of("weather")),
                of("tools: [files/read]", AgentDefinition::tools, List.of("files/read")),
                of(
                        "tools: [files/*]",
                        AgentDefinition::tools,
                        List.of("files/read", "files/write")),
                of("tools: [open/*]", AgentDefinition::tools, List.of("open/*")),
                of("tools: [open/any]", AgentDefinition::tools, List.of("open/any")),
                of("tools: [open/get_*]", AgentDefinition::tools, List.of("open/get_*")),
                of(
                        "tools: ['*']",
                        AgentDefinition::tools,
                        List.of(
                                "calculator",
                                "current_time",
                                "search_documents",
                                "weather",
                                "files/read",
                                "files/write",
                                "open/*")),
                of("maxSteps: 1000", AgentDefinition::maxSteps, 1_000),
                of("temperature: 0.7", AgentDefinition::temperature, 0.7),
                of("temperature: 2", AgentDefinition::temperature, 2.0),
                of("maxOutputTokens: 4096", AgentDefinition::maxOutputTokens, 4_096),
                of("stepTimeout: 90s", AgentDefinition::stepTimeout, Duration.ofSeconds(90)),
                of("stepTimeout: 1500ms", AgentDefinition::stepTimeout, Duration.ofMillis(1_500)),
                of("deadline: PT1H30M", AgentDefinition::deadline, Duration.ofMinutes(90)),
                of("deadline: 1d", AgentDefinition::deadline, Duration.ofDays(1)),
                of("retrievalPassages: 1", AgentDefinition::retrievalPassages, 1),
                of("contextTokens: 100000", AgentDefinition::contextTokens, 100_000));
    }

    private static Arguments of(
            String yaml, Function<AgentDefinition, Object> field, Object expected) {
        return arguments(yaml, field, expected);
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueIsRead(String yaml, Function<AgentDefinition, Object> field, Object expected) {
        assertThat(field.apply(definitions().file("a.yml", yaml).load().agents().get("a")))
                .isEqualTo(expected);
    }

    @Test
    void whatIsLeftOutHasItsDefault() {
        AgentDefinition agent =
                definitions().file("a.yml", "description: A").load().agents().get("a");

        assertThat(agent)
                .isEqualTo(
                        new AgentDefinition(
                                "a",
                                "A",
                                "",
                                List.of(""),
                                null,
                                List.of(),
                                10,
                                null,
                                1_024,
                                Duration.ofMinutes(2),
                                Duration.ofMinutes(5),
                                8,
                                2_000,
                                ScreeningPolicy.STANDARD));
    }

    @Test
    void whatIsMadeOfFindingsIsRead() {
        AgentDefinition agent =
                definitions()
                        .file(
                                "a.yml",
                                "screening: {action: reject, threshold: 1.5, withoutRules:"
                                        + " [mixed-scripts]}")
                        .load()
                        .agents()
                        .get("a");

        assertThat(agent.screening())
                .isEqualTo(new ScreeningPolicy(Action.REJECT, 1.5, Set.of("mixed-scripts")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "'off'"})
    void screeningMayBeOff(String off) {
        AgentDefinition agent =
                definitions()
                        .file("a.yml", "screening: {action: " + off + "}")
                        .load()
                        .agents()
                        .get("a");

        assertThat(agent.screening().action()).isEqualTo(Action.OFF);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    name: b                     | name            | must be that of the file, 'a',
                    description: 5              | description     | must be a text (put it in quotes) but is the number '5'
                    description: no             | description     | must be a text (put it in quotes) but is the truth value 'no'
                    description: 2026-01-01     | description     | must be a text (put it in quotes) but is the date '2026-01-01'
                    description:                | description     | must be a text (put it in quotes) but is empty
                    description: [a]            | description     | must be a text (put it in quotes) but is a list
                    systemPrompt: {a: b}        | systemPrompt    | must be a text (put it in quotes) but is a group of fields
                    models: gpt-5               | models          | must be a list, such as [one, two], but is the text 'gpt-5'
                    models: [""]                | models[0]       | must be the name of a model
                    models: [a b]               | models[0]       | must be the name of a model
                    models: [x, y, x]           | models[2]       | is in the chain already
                    models: [1]                 | models[0]       | must be a text
                    screening: flag             | screening       | must hold fields
                    screening: {action: escalate} | screening.action | must be off, flag or reject
                    screening: {threshold: -1}  | screening.threshold | must be a number from 0 to 100
                    screening: {withoutRules: [x]} | screening.withoutRules[0] | is no rule; there is ignore-instructions
                    screening: {rules: []}      | screening.rules | is unknown
                    models: [a,b,c,d,e,f,g,h,i] | models          | may have at most 8 items but has 9
                    fallbackText: " "           | fallbackText    | must not be blank
                    tools: [files]              | tools[0]        | 'files' is a server; write files/* for all of its tools
                    tools: [files/delete]       | tools[0]        | there is no tool 'files/delete'
                    tools: [fils/*]             | tools[0]        | no tool's name begins like 'fils/*'
                    tools: [calculator, calculator] | tools[1]    | is in the list already
                    tools: ['*_time']           | tools[0]        | must be a tool
                    maxSteps: 1001              | maxSteps        | must be a whole number from 1 to 1000
                    maxSteps: "5"               | maxSteps        | must be a whole number from 1 to 1000 but is the text '5'
                    maxSteps: 5.0               | maxSteps        | must be a whole number
                    maxSteps: 0x10              | maxSteps        | must be a whole number
                    maxSteps: 1_0               | maxSteps        | must be a whole number
                    maxSteps: 010               | maxSteps        | must be a whole number
                    temperature: 2.1            | temperature     | must be a number from 0 to 2
                    temperature: -0.1           | temperature     | must be a number from 0 to 2
                    temperature: .nan           | temperature     | must be a number from 0 to 2
                    temperature: warm           | temperature     | must be a number from 0 to 2
                    maxOutputTokens: 0          | maxOutputTokens | must be a whole number from 1 to 1000000
                    stepTimeout: 30             | stepTimeout     | must be a duration, such as 500ms, 30s, 5m, 1h or PT5M, but is the number '30'
                    stepTimeout: 1:30           | stepTimeout     | must be a duration
                    stepTimeout: 500ms          | stepTimeout     | must be from 1s to 1h
                    stepTimeout: 61m            | stepTimeout     | must be from 1s to 1h
                    deadline: 5 m               | deadline        | must be a duration
                    deadline: -PT5M             | deadline        | must be from 1s to 24h
                    deadline: 25h               | deadline        | must be from 1s to 24h
                    retrievalPassages: 101      | retrievalPassages | must be a whole number from 1 to 100
                    contextTokens: 100001       | contextTokens   | must be a whole number from 1 to 100000
                    """)
    void aWrongValueIsRefused(String yaml, String field, String message) {
        List<String> problems = definitions().file("a.yml", yaml).problems();

        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst()).startsWith("a.yml:1: " + field + ": " + message);
    }

    @Test
    void textsHaveALimit() {
        assertThat(definitions().file("a.yml", "description: " + "x".repeat(1_001)).problems())
                .containsExactly(
                        "a.yml:1: description: may have at most 1000 characters but has 1001");
        assertThat(definitions().file("a.yml", "systemPrompt: " + "x".repeat(32_769)).problems())
                .containsExactly(
                        "a.yml:1: systemPrompt: may have at most 32768 characters but has 32769");
        assertThat(definitions().file("a.yml", "fallbackText: " + "x".repeat(10_001)).problems())
                .containsExactly(
                        "a.yml:1: fallbackText: may have at most 10000 characters but has 10001");
    }

    private Definitions definitions() {
        return new Definitions(directory).file("config/tools.yml", TOOLS);
    }
}
