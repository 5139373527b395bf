package dev.millrace.executor.model;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.millrace.executor.embedding.TextEmbedder;
import dev.millrace.executor.http.ModelHttpClientBuilder;
import dev.millrace.executor.model.extractive.Extractor;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Makes the models of endpoints.
 *
 * <p>None of them tries again by itself: the pipeline owns every retry.
 */
final class ChatModels {

    /** Servers without keys want none, but langchain4j wants one for Anthropic. */
    private static final String NO_KEY = "none";

    private ChatModels() {}

    static ProviderModels of(EndpointSettings settings, TextEmbedder embedder) {
        return switch (settings.provider()) {
            case EXTRACTIVE -> extractive(embedder);
            case OPENAI -> openAi(settings);
            case ANTHROPIC -> anthropic(settings);
            case OLLAMA -> ollama(settings);
        };
    }

    private static ProviderModels extractive(TextEmbedder embedder) {
        ExtractiveChatModel model = new ExtractiveChatModel(new Extractor(embedder));
        return new ProviderModels(model, model, new ExtractiveRequests());
    }

    private static ProviderModels openAi(EndpointSettings settings) {
        HttpClientBuilder http = http(settings);
        boolean own = settings.url().equals(ModelProperties.Provider.OPENAI.defaultUrl());
        return new ProviderModels(
                OpenAiChatModel.builder()
                        .httpClientBuilder(http)
                        .baseUrl(settings.url())
                        .apiKey(keyOrNull(settings))
                        .modelName(settings.model())
                        .returnThinking(true)
                        .maxRetries(0)
                        .build(),
                OpenAiStreamingChatModel.builder()
                        .httpClientBuilder(http)
                        .baseUrl(settings.url())
                        .apiKey(keyOrNull(settings))
                        .modelName(settings.model())
                        .returnThinking(true)
                        .build(),
                new OpenAiRequests(own));
    }

    private static ProviderModels anthropic(EndpointSettings settings) {
        HttpClientBuilder http = http(settings);
        String key = settings.apiKey().isBlank() ? NO_KEY : settings.apiKey();
        return new ProviderModels(
                AnthropicChatModel.builder()
                        .httpClientBuilder(http)
                        .baseUrl(settings.url())
                        .apiKey(key)
                        .modelName(settings.model())
                        .returnThinking(true)
                        .sendThinking(false)
                        .maxRetries(0)
                        .build(),
                AnthropicStreamingChatModel.builder()
                        .httpClientBuilder(http)
                        .baseUrl(settings.url())
                        .apiKey(key)
                        .modelName(settings.model())
                        .returnThinking(true)
                        .sendThinking(false)
                        .build(),
                new AnthropicRequests());
    }

    /** Speaks Ollama's own protocol, which lies beside its /v1. */
    private static ProviderModels ollama(EndpointSettings settings) {
        HttpClientBuilder http = http(settings);
        String url = settings.url().replaceFirst("/v1$", "");
        return new ProviderModels(
                OllamaChatModel.builder()
                        .httpClientBuilder(http)
                        .baseUrl(url)
                        .modelName(settings.model())
                        .returnThinking(true)
                        .maxRetries(0)
                        .build(),
                OllamaStreamingChatModel.builder()
                        .httpClientBuilder(http)
                        .baseUrl(url)
                        .modelName(settings.model())
                        .returnThinking(true)
                        .build(),
                new OllamaRequests());
    }

    private static HttpClientBuilder http(EndpointSettings settings) {
        return new ModelHttpClientBuilder(
                settings.connectTimeout(), settings.timeout(), Clock.systemUTC());
    }

    private static @Nullable String keyOrNull(EndpointSettings settings) {
        return settings.apiKey().isBlank() ? null : settings.apiKey();
    }
}
