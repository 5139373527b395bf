package dev.millrace.executor.model;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
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

    static ChatModel of(EndpointSettings settings, TextEmbedder embedder) {
        return switch (settings.provider()) {
            case EXTRACTIVE -> new ExtractiveChatModel(new Extractor(embedder));
            case OPENAI -> openAi(settings);
            case ANTHROPIC -> anthropic(settings);
            case OLLAMA -> ollama(settings);
        };
    }

    private static ChatModel openAi(EndpointSettings settings) {
        boolean atOpenAi = settings.url().equals(ModelProperties.Provider.OPENAI.defaultUrl());
        return atOpenAi
                ? new OpenAiOwnChatModel(openAiBuilder(settings))
                : openAiBuilder(settings).build();
    }

    static OpenAiChatModel.OpenAiChatModelBuilder openAiBuilder(EndpointSettings settings) {
        return OpenAiChatModel.builder()
                .httpClientBuilder(http(settings))
                .baseUrl(settings.url())
                .apiKey(keyOrNull(settings))
                .modelName(settings.model())
                .returnThinking(true)
                .maxRetries(0);
    }

    private static ChatModel anthropic(EndpointSettings settings) {
        return AnthropicChatModel.builder()
                .httpClientBuilder(http(settings))
                .baseUrl(settings.url())
                .apiKey(settings.apiKey().isBlank() ? NO_KEY : settings.apiKey())
                .modelName(settings.model())
                .returnThinking(true)
                .sendThinking(false)
                .maxRetries(0)
                .build();
    }

    /** Speaks Ollama's own protocol, which lies beside its /v1. */
    private static ChatModel ollama(EndpointSettings settings) {
        return OllamaChatModel.builder()
                .httpClientBuilder(http(settings))
                .baseUrl(settings.url().replaceFirst("/v1$", ""))
                .modelName(settings.model())
                .returnThinking(true)
                .maxRetries(0)
                .build();
    }

    private static HttpClientBuilder http(EndpointSettings settings) {
        return new ModelHttpClientBuilder(
                settings.connectTimeout(), settings.timeout(), Clock.systemUTC());
    }

    private static @Nullable String keyOrNull(EndpointSettings settings) {
        return settings.apiKey().isBlank() ? null : settings.apiKey();
    }
}
