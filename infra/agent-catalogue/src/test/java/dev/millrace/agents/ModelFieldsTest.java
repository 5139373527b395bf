package dev.millrace.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelFieldsTest {

    @TempDir Path directory;

    static List<Arguments> values() {
        return List.of(
                of(
                        "provider: openai, apiKey: '${K}'",
                        ModelDefinition::provider,
                        ModelProvider.OPENAI),
                of("provider: ollama", ModelDefinition::provider, ModelProvider.OLLAMA),
                of("provider: extractive", ModelDefinition::provider, ModelProvider.EXTRACTIVE),
                of(
                        "provider: anthropic, apiKey: '${MY_KEY}'",
                        ModelDefinition::apiKey,
                        new EnvironmentText("${MY_KEY}")),
                of(
                        "provider: openai, baseUrl: 'http://127.0.0.1:9095/v1'",
                        ModelDefinition::baseUrl,
                        URI.create("http://127.0.0.1:9095/v1")),
                of("provider: ollama, model: 'qwen3:8b'", ModelDefinition::model, "qwen3:8b"),
                of("provider: ollama", ModelDefinition::model, "m"),
                of(
                        "provider: ollama, price: {input: 0.15, cachedInput: 0.075, output: 1}",
                        ModelDefinition::price,
                        new Price(150_000, 75_000, 1_000_000)),
                of(
                        "provider: ollama, price: {input: 0.000001, output: 0}",
                        ModelDefinition::price,
                        new Price(1, 1, 0)),
                of("provider: ollama", ModelDefinition::price, null),
                of(
                        "provider: ollama, timeout: 30s",
                        ModelDefinition::timeout,
                        Duration.ofSeconds(30)),
                of("provider: ollama", ModelDefinition::timeout, null),
                of("provider: ollama, concurrency: 64", ModelDefinition::concurrency, 64),
                of("provider: ollama", ModelDefinition::concurrency, null));
    }

    private static Arguments of(
            String yaml, Function<ModelDefinition, Object> field, Object expected) {
        return arguments(yaml, field, expected);
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueIsRead(String yaml, Function<ModelDefinition, Object> field, Object expected) {
        ModelDefinition model = models("models:\n  m: {" + yaml + "}").load().models().get("m");

        assertThat(field.apply(model)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    m: {model: x}                                    | m.provider    | is missing
                    m: {provider: azure}                             | m.provider    | must be one of openai, anthropic, ollama, extractive, but is the text 'azure'
                    m: {provider: openai}                            | m.apiKey      | is missing: provider openai wants one
                    m: {provider: openai, apiKey: sk-secret}         | m.apiKey      | must be a reference to a variable of the environment, such as ${API_KEY}
                    m: {provider: openai, apiKey: "Bearer ${K}"}     | m.apiKey      | must be a reference
                    m: {provider: openai, apiKey: 5}                 | m.apiKey      | must be a reference
                    m: {provider: ollama, baseUrl: "ftp://x/v1"}     | m.baseUrl     | must be a URL that begins with https:// or http:// and a host
                    m: {provider: ollama, baseUrl: "http://"}        | m.baseUrl     | must be a URL but is not
                    m: {provider: ollama, baseUrl: "http://a b/v1"}  | m.baseUrl     | must be a URL but is not
                    m: {provider: ollama, baseUrl: "http://u:p@h/v1"} | m.baseUrl    | must name no user or password
                    m: {provider: ollama, baseUrl: "http://h/v1?k=v"} | m.baseUrl    | must have no query and no fragment
                    m: {provider: extractive, apiKey: "${K}"}        | m             | provider extractive runs inside the executor
                    m: {provider: ollama, model: "a b"}              | m.model       | must be the name of a model
                    m: {provider: ollama, price: 5}                  | m.price       | must hold fields
                    m: {provider: ollama, price: {input: 1}}         | m.price.output | is missing
                    m: {provider: ollama, price: {output: 1}}        | m.price.input | is missing
                    m: {provider: ollama, price: {input: -1, output: 1}} | m.price.input | must be a number from 0 to 1000000
                    m: {provider: ollama, price: {input: 1, output: "1"}} | m.price.output | must be a number
                    m: {provider: ollama, price: {input: 1, output: 0.0000001}} | m.price.output | may have at most 6 decimals
                    m: {provider: ollama, price: {input: 1, output: 1, cached: 1}} | m.price.cached | is unknown; there is input, output, cachedInput
                    m: {provider: ollama, price: {input: 1, output: 1, cachedInput: 2}} | m.price.cachedInput | must be at most input
                    m: {provider: ollama, timeout: 10}               | m.timeout     | must be a duration
                    m: {provider: ollama, timeout: 2h}               | m.timeout     | must be from 0.1s to 1h
                    m: {provider: ollama, concurrency: 0}            | m.concurrency | must be a whole number from 1 to 100000
                    m: {provider: ollama, region: eu}                | m.region      | is unknown; there is provider, baseUrl, apiKey, price, model, timeout, concurrency
                    default: {provider: ollama}                      | default       | names the executor's own model
                    "a b": {provider: ollama}                        | a b           | the name of a model has at most 128
                    """)
    void aWrongValueIsRefused(String yaml, String field, String message) {
        assertThat(models("models:\n  " + yaml).problems())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("config/models.yml:2: models." + field + ": " + message);
    }

    @Test
    void aSecretInAFileIsRefusedWithoutBeingShown() {
        assertThat(models("models:\n  m: {provider: openai, apiKey: sk-12345}").problems())
                .hasSize(1)
                .noneMatch(problem -> problem.contains("12345"));
    }

    @Test
    void pricesWithoutAModelAreChecked() {
        assertThat(models("prices:\n  x: {input: 1}").problems())
                .containsExactly("config/models.yml:2: prices.x.output: is missing");
        assertThat(models("prices:\n  'a b': {input: 1, output: 1}").problems())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("config/models.yml:2: prices.a b: the name of a model");
        assertThat(
                        models(
                                        """
                                        models:
                                          x: {provider: ollama, price: {input: 1, output: 1}}
                                        prices:
                                          x: {input: 1, output: 1}
                                        """)
                                .problems())
                .containsExactly(
                        "config/models.yml:4: prices.x: has a price among the models already");
        assertThat(models("price: {}").problems())
                .containsExactly("config/models.yml:1: price: is unknown; there is models, prices");
    }

    private Definitions models(String yaml) {
        return new Definitions(directory).file("config/models.yml", yaml);
    }
}
