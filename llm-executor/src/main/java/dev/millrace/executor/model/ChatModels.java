package dev.millrace.executor.model;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import org.jspecify.annotations.Nullable;

/**
 * Makes the models that are reached over HTTP.
 *
 * <p>None of them tries again by itself: the pipeline owns every retry.
 */
final class ChatModels {

    /** Servers without keys want none, but langchain4j wants one for Anthropic. */
    private static final String NO_KEY = "none";

    private ChatModels() {}

    static ChatModel openAi(ModelProperties properties, HttpClientBuilder http) {
        return OpenAiChatModel.builder()
                .httpClientBuilder(http)
                .baseUrl(properties.url())
                .apiKey(keyOrNull(properties))
                .modelName(properties.defaultModel())
                .maxRetries(0)
                .build();
    }

    static ChatModel anthropic(ModelProperties properties, HttpClientBuilder http) {
        return AnthropicChatModel.builder()
                .httpClientBuilder(http)
                .baseUrl(properties.url())
                .apiKey(properties.apiKey().isBlank() ? NO_KEY : properties.apiKey())
                .modelName(properties.defaultModel())
                .maxRetries(0)
                .build();
    }

    /** Speaks Ollama's own protocol, which lies beside its /v1. */
    static ChatModel ollama(ModelProperties properties, HttpClientBuilder http) {
        String url = properties.url();
        return OllamaChatModel.builder()
                .httpClientBuilder(http)
                .baseUrl(url.substring(0, url.length() - "/v1".length()))
                .modelName(properties.defaultModel())
                .maxRetries(0)
                .build();
    }

    private static @Nullable String keyOrNull(ModelProperties properties) {
        return properties.apiKey().isBlank() ? null : properties.apiKey();
    }
}
