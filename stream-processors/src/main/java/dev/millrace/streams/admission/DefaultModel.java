package dev.millrace.streams.admission;

import dev.millrace.agents.ModelProvider;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The model that executors ask for turns that name none; it must be set as it is there.
 *
 * @param provider who is asked by executors for turns that name no model
 * @param name the model that they ask for; empty for the provider's usual one
 */
public record DefaultModel(
        @DefaultValue("extractive") ModelProvider provider, @DefaultValue("") String name) {

    /** What executors ask of OpenAI when nothing else is set. */
    private static final String OPENAI_MODEL = "gpt-4o-mini";

    /** The name under which it has a price. */
    String model() {
        if (!name.isBlank()) {
            return name;
        }
        return switch (provider) {
            case OPENAI -> OPENAI_MODEL;
            case EXTRACTIVE -> provider.id();
            case ANTHROPIC, OLLAMA -> "";
        };
    }
}
