package dev.millrace.agents;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who speaks for a model: the interface that its endpoint has. */
public enum ModelProvider {
    /** OpenAI's chat completions, which many other servers have too. */
    OPENAI(false),
    /** Anthropic's messages. */
    ANTHROPIC(false),
    /** Ollama, on a machine of one's own. */
    OLLAMA(true),
    /** The model inside the executor, which quotes the documents. */
    EXTRACTIVE(true);

    private final boolean free;

    ModelProvider(boolean free) {
        this.free = free;
    }

    /** Whether nobody charges for tokens. */
    public boolean isFree() {
        return free;
    }

    /** The name in definitions and settings. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The provider of a name in definitions and settings. */
    public static Optional<ModelProvider> of(String id) {
        return Arrays.stream(values()).filter(provider -> provider.id().equals(id)).findFirst();
    }

    static String choices() {
        return Arrays.stream(values()).map(ModelProvider::id).collect(Collectors.joining(", "));
    }
}
