package dev.millrace.executor.model;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.ChatModel;
import dev.millrace.executor.embedding.TextEmbedder;
import dev.millrace.executor.http.ModelHttpClientBuilder;
import dev.millrace.executor.model.extractive.Extractor;
import dev.millrace.executor.work.TurnRunner;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sets up the model that takes the turns. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ModelProperties.class)
class ModelConfiguration {

    @Bean
    ChatModel chatModel(ModelProperties properties, TextEmbedder embedder) {
        HttpClientBuilder http =
                new ModelHttpClientBuilder(
                        properties.connectTimeout(), properties.timeout(), Clock.systemUTC());
        return switch (properties.provider()) {
            case EXTRACTIVE -> new ExtractiveChatModel(new Extractor(embedder));
            case OPENAI -> ChatModels.openAi(properties, http);
            case ANTHROPIC -> ChatModels.anthropic(properties, http);
            case OLLAMA -> ChatModels.ollama(properties, http);
        };
    }

    @Bean
    TurnRunner turnRunner(ChatModel model, ModelProperties properties, TextEmbedder embedder) {
        return new ModelTurnRunner(
                model,
                new Prompt(properties.defaultModel()),
                new CitationResolver(embedder),
                new FailureClassifier(new Secrets(properties.apiKey())));
    }

    @Bean
    HealthIndicator modelHealthIndicator(ModelProperties properties) {
        return new ModelHealthIndicator(properties);
    }
}
