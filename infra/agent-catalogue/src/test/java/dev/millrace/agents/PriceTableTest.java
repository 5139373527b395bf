package dev.millrace.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTableTest {

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, 2500000, 1250000, 10000000",
        "gpt-4o-2024-08-06, 2500000, 1250000, 10000000",
        "gpt-4o-mini, 150000, 75000, 600000",
        "gpt-4o-mini-2024-07-18, 150000, 75000, 600000",
        "gpt-5-nano, 50000, 5000, 400000",
        "claude-opus-4-5-20251101, 5000000, 500000, 25000000",
        "claude-opus-4-20250514, 15000000, 1500000, 75000000",
        "claude-sonnet-4-5@20250929, 3000000, 300000, 15000000",
        "claude-3-5-haiku-latest, 800000, 80000, 4000000",
        "gemini-2.0-flash-001, 100000, 100000, 400000"
    })
    void aWellKnownModelHasItsListPriceAlsoWithADate(
            String model, long input, long cached, long output) {
        assertThat(prices().of(model)).contains(new Price(input, cached, output));
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o-audio-preview",
        "gpt-5-turbo-2027-01-01",
        "claude-opus-4-9",
        "gpt-4",
        "my-model",
        "''"
    })
    void aModelThatIsOnlySimilarHasNoPrice(String model) {
        assertThat(prices().of(model)).isEmpty();
    }

    @Test
    void theInstallationsPricesComeFirst() {
        PriceTable prices =
                new Definitions(directory)
                        .file(
                                "config/models.yml",
                                """
                                models:
                                  mine: {provider: ollama, price: {input: 1, output: 2}}
                                prices:
                                  gpt-4o: {input: 2, cachedInput: 0.5, output: 8.000001}
                                """)
                        .load()
                        .prices();

        assertThat(prices.of("mine")).contains(new Price(1_000_000, 1_000_000, 2_000_000));
        assertThat(prices.of("mine", ModelProvider.OLLAMA)).isEqualTo(prices.of("mine"));
        assertThat(prices.of("gpt-4o")).contains(new Price(2_000_000, 500_000, 8_000_001));
        assertThat(prices.of("gpt-4o-2024-08-06")).isEqualTo(prices.of("gpt-4o"));
        assertThat(prices.of("gpt-4o-mini")).contains(new Price(150_000, 75_000, 600_000));
    }

    @Test
    void aModelWithAnEndpointOfItsOwnCostsWhatTheModelBehindItDoes() {
        PriceTable prices =
                new Definitions(directory)
                        .file(
                                "config/models.yml",
                                """
                                models:
                                  careful: {provider: openai, apiKey: "${K}", model: gpt-5}
                                  home: {provider: ollama, model: gpt-5}
                                  odd: {provider: openai, apiKey: "${K}"}
                                """)
                        .load()
                        .prices();

        assertThat(prices.of("careful")).isEqualTo(prices.of("gpt-5")).isPresent();
        assertThat(prices.of("careful", ModelProvider.OLLAMA)).isEqualTo(prices.of("gpt-5"));
        assertThat(prices.of("home")).contains(Price.FREE);
        assertThat(prices.of("odd")).isEmpty();
    }

    @Test
    void nobodyChargesForAModelOfOnesOwn() {
        assertThat(prices().of("extractive", ModelProvider.EXTRACTIVE)).contains(Price.FREE);
        assertThat(prices().of("qwen3:8b", ModelProvider.OLLAMA)).contains(Price.FREE);
        assertThat(prices().of("my-model", ModelProvider.OPENAI)).isEmpty();
    }

    @Test
    void aWellKnownNameIsNotFreeBecauseTheProviderSeemsToBe() {
        assertThat(prices().of("gpt-4o", ModelProvider.EXTRACTIVE))
                .isEqualTo(prices().of("gpt-4o"))
                .isPresent();
    }

    private PriceTable prices() {
        return AgentCatalogue.load(directory.resolve("none")).prices();
    }
}
