package dev.millrace.executor.model;

import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import dev.millrace.executor.work.TurnOutcome.Tokens;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what a call used: each provider counts in its own way. */
final class TokenCounts {

    private static final JsonMapper JSON = JsonMapper.shared();

    private TokenCounts() {}

    static Tokens of(@Nullable TokenUsage usage) {
        return switch (usage) {
            case null -> new Tokens(0, 0, 0);
            case OpenAiTokenUsage openAi ->
                    new Tokens(
                            count(openAi.inputTokenCount()),
                            openAi.inputTokensDetails() == null
                                    ? 0
                                    : count(openAi.inputTokensDetails().cachedTokens()),
                            count(openAi.outputTokenCount()));
            case AnthropicTokenUsage anthropic ->
                    // Anthropic counts tokens of its cache apart from the others.
                    new Tokens(
                            count(anthropic.inputTokenCount())
                                    + count(anthropic.cacheCreationInputTokens())
                                    + count(anthropic.cacheReadInputTokens()),
                            count(anthropic.cacheReadInputTokens()),
                            count(anthropic.outputTokenCount()));
            default ->
                    new Tokens(count(usage.inputTokenCount()), 0, count(usage.outputTokenCount()));
        };
    }

    /** What a call used whose answer langchain4j could not make sense of, if it says so itself. */
    static Optional<Tokens> of(byte[] answer) {
        try {
            JsonNode json = JSON.readTree(answer);
            // Anthropic tells of what was read at the start of a stream, within its first message.
            JsonNode usage =
                    json.has("message") && !json.has("usage")
                            ? json.path("message").path("usage")
                            : json.path("usage");
            Tokens tokens =
                    usage.has("prompt_tokens")
                            ? openAi(usage)
                            : usage.has("output_tokens") ? anthropic(usage) : ollama(json);
            return tokens.input() + tokens.output() > 0 ? Optional.of(tokens) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private static Tokens openAi(JsonNode usage) {
        return new Tokens(
                count(usage, "prompt_tokens"),
                count(usage.path("prompt_tokens_details"), "cached_tokens"),
                count(usage, "completion_tokens"));
    }

    private static Tokens anthropic(JsonNode usage) {
        long cached = count(usage, "cache_read_input_tokens");
        return new Tokens(
                count(usage, "input_tokens") + count(usage, "cache_creation_input_tokens") + cached,
                cached,
                count(usage, "output_tokens"));
    }

    private static Tokens ollama(JsonNode answer) {
        return new Tokens(count(answer, "prompt_eval_count"), 0, count(answer, "eval_count"));
    }

    private static long count(JsonNode object, String field) {
        return Math.max(0, object.path(field).asLong(0));
    }

    private static long count(@Nullable Integer tokens) {
        return tokens == null ? 0 : Math.max(0, tokens);
    }
}
