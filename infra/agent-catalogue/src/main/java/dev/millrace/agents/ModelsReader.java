package dev.millrace.agents;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads models that have endpoints of their own, and prices. */
final class ModelsReader {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}");
    private static final String NAME_RULE =
            "the name of a model has at most 128 letters, digits and . _ : / @ + -";
    private static final int MAX_MODELS = 1_000;
    private static final int MAX_CONCURRENCY = 100_000;
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

    private final Map<String, ModelDefinition> models = new LinkedHashMap<>();
    private final Map<String, Price> prices = new LinkedHashMap<>();

    Map<String, ModelDefinition> models() {
        return models;
    }

    /** Prices that the file defines, those of its models included. */
    Map<String, Price> prices() {
        return prices;
    }

    void read(YamlValue file) {
        YamlFields fields = file.fields();
        fields.value("models").ifPresent(this::readModels);
        fields.value("prices").ifPresent(this::readPrices);
        fields.end();
    }

    private void readModels(YamlValue value) {
        YamlFields named = value.fields();
        named.each(
                MAX_MODELS,
                (name, model) -> {
                    if (name.equals(AgentReader.DEFAULT_MODEL)) {
                        named.problemWithName(
                                name,
                                "names the executor's own model, which its environment defines");
                    } else if (!NAME.matcher(name).matches()) {
                        named.problemWithName(name, NAME_RULE);
                    }
                    readModel(name, model);
                });
    }

    private void readModel(String name, YamlValue value) {
        YamlFields fields = value.fields();
        Optional<ModelProvider> provider =
                fields.required("provider").flatMap(ModelsReader::provider);
        Optional<URI> baseUrl = fields.value("baseUrl").flatMap(ModelsReader::baseUrl);
        Optional<EnvironmentText> apiKey =
                fields.value("apiKey").flatMap(EnvironmentReader::reference);
        boolean hasKey = fields.value("apiKey").isPresent();
        Optional<Price> price = fields.value("price").flatMap(PriceReader::read);
        String model =
                fields.value("model")
                        .flatMap(text -> text.name(NAME, "must be the name of a model,"))
                        .orElse(name);
        @Nullable Duration timeout =
                fields.value("timeout")
                        .flatMap(text -> text.duration(MIN_TIMEOUT, MAX_TIMEOUT))
                        .orElse(null);
        @Nullable Integer concurrency =
                fields.value("concurrency")
                        .flatMap(number -> number.whole(1, MAX_CONCURRENCY))
                        .map(Math::toIntExact)
                        .orElse(null);
        fields.end();
        price.ifPresent(defined -> prices.put(name, defined));
        if (provider.isEmpty()) {
            return;
        }
        checkEndpoint(provider.get(), value, fields.value("baseUrl").isPresent(), hasKey);
        models.put(
                name,
                new ModelDefinition(
                        name,
                        provider.get(),
                        baseUrl.orElse(null),
                        apiKey.orElse(null),
                        model,
                        price.orElse(null),
                        timeout,
                        concurrency));
    }

    private static void checkEndpoint(
            ModelProvider provider, YamlValue model, boolean hasUrl, boolean hasKey) {
        switch (provider) {
            case OPENAI, ANTHROPIC -> {
                if (!hasUrl && !hasKey) {
                    model.problem("apiKey", "is missing: provider " + provider.id() + " wants one");
                }
            }
            case OLLAMA -> {}
            case EXTRACTIVE -> {
                if (hasUrl || hasKey) {
                    model.problem(
                            "provider extractive runs inside the executor: it has neither"
                                    + " baseUrl nor apiKey");
                }
            }
        }
    }

    private static Optional<ModelProvider> provider(YamlValue value) {
        Optional<String> id = value.text(Integer.MAX_VALUE);
        Optional<ModelProvider> provider = id.flatMap(ModelProvider::of);
        if (id.isPresent() && provider.isEmpty()) {
            return value.wrong("must be one of " + ModelProvider.choices() + ",");
        }
        return provider;
    }

    private static Optional<URI> baseUrl(YamlValue value) {
        return value.text(Urls.MAX_CHARACTERS).flatMap(text -> Urls.endpoint(value, text));
    }

    private void readPrices(YamlValue value) {
        YamlFields named = value.fields();
        named.each(
                MAX_MODELS,
                (name, price) -> {
                    if (!NAME.matcher(name).matches()) {
                        named.problemWithName(name, NAME_RULE);
                    } else if (prices.containsKey(name)) {
                        named.problemWithName(name, "has a price among the models already");
                    }
                    PriceReader.read(price).ifPresent(read -> prices.putIfAbsent(name, read));
                });
    }
}
