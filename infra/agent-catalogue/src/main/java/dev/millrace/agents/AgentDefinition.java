package dev.millrace.agents;

import dev.millrace.screening.ScreeningPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is.
 *
 * @param name names it in requests: the name of its file
 * @param description what it is for, for people; may be empty
 * @param systemPrompt instructions for the model; empty for none
 * @param models the models to ask, the next one when one cannot answer; never empty. An empty name
 *     is the executor's default model
 * @param fallbackText what to answer when no model can; absent: the task fails
 * @param tools the tools that it may use: names and, for MCP servers that declare no list of tools,
 *     patterns such as {@code files/*}, see {@link ToolPattern}
 * @param maxSteps the most steps that a task may take
 * @param temperature sampling temperature; absent for the model's own default
 * @param maxOutputTokens the most tokens that a model may write in one turn
 * @param stepTimeout how long an attempt at a step may take
 * @param deadline how long a task that names no deadline may take from its admission
 * @param retrievalPassages the most passages of documents that are given to the model
 * @param contextTokens the most tokens, of the embedding model, that those passages may have
 *     together
 * @param screening what is made of injected instructions and hidden text
 */
public record AgentDefinition(
        String name,
        String description,
        String systemPrompt,
        List<String> models,
        @Nullable String fallbackText,
        List<String> tools,
        int maxSteps,
        @Nullable Double temperature,
        int maxOutputTokens,
        Duration stepTimeout,
        Duration deadline,
        int retrievalPassages,
        int contextTokens,
        ScreeningPolicy screening) {

    /** The name of the agent that is always there. */
    public static final String DEFAULT_NAME = "default";

    /** The name of the executor's default model in chains and events. */
    public static final String DEFAULT_MODEL = "";

    static final int MAX_STEPS = 10;
    static final int MAX_OUTPUT_TOKENS = 1_024;
    static final Duration STEP_TIMEOUT = Duration.ofMinutes(2);
    static final Duration DEADLINE = Duration.ofMinutes(5);
    static final int RETRIEVAL_PASSAGES = 8;
    static final int CONTEXT_TOKENS = 2_000;

    public AgentDefinition {
        models = List.copyOf(models);
        tools = List.copyOf(tools);
    }

    /** The agent that runs when nothing is defined. */
    public static AgentDefinition standard() {
        return new AgentDefinition(
                DEFAULT_NAME,
                "Answers from the documents of the request.",
                "",
                List.of(DEFAULT_MODEL),
                null,
                List.of(),
                MAX_STEPS,
                null,
                MAX_OUTPUT_TOKENS,
                STEP_TIMEOUT,
                DEADLINE,
                RETRIEVAL_PASSAGES,
                CONTEXT_TOKENS,
                ScreeningPolicy.STANDARD);
    }

    /** The first 16 hexadecimal digits of the SHA-256 of all that is defined. */
    public String hash() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("description", description);
        fields.put("systemPrompt", systemPrompt);
        fields.put("models", models);
        fields.put("fallbackText", fallbackText);
        fields.put("tools", tools);
        fields.put("maxSteps", maxSteps);
        fields.put("temperature", temperature);
        fields.put("maxOutputTokens", maxOutputTokens);
        fields.put("stepTimeoutMs", stepTimeout.toMillis());
        fields.put("deadlineMs", deadline.toMillis());
        fields.put("retrievalPassages", retrievalPassages);
        fields.put("contextTokens", contextTokens);
        fields.put("screening", screening.action().name());
        fields.put("screeningThreshold", screening.threshold());
        fields.put("screeningWithoutRules", screening.withoutRules().stream().sorted().toList());
        return Fingerprint.of(JsonText.of(fields));
    }
}
