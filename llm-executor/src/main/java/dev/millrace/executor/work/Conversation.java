package dev.millrace.executor.work;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What comes with the prompt of a caller who speaks to a model rather than to an agent. What is
 * absent or empty is left to the agent, and then to the model.
 *
 * @param instructions follow those of the agent
 * @param earlier what was said before the prompt, in order
 * @param tools what the caller runs
 * @param topP the share of likely tokens to sample from
 * @param stop texts at which the model stops
 * @param seed for answers that can be repeated
 * @param reasoningEffort how hard the model is to think
 */
public record Conversation(
        String instructions,
        List<Turn.Message> earlier,
        List<ClientTool> tools,
        ToolChoice toolChoice,
        boolean parallelToolCalls,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer maxOutputTokens,
        List<String> stop,
        @Nullable Long seed,
        String reasoningEffort,
        AnswerForm answerForm) {

    public Conversation {
        earlier = List.copyOf(earlier);
        tools = List.copyOf(tools);
        stop = List.copyOf(stop);
    }

    /** Whether a tool of the caller has this name. */
    public boolean hasTool(String name) {
        return tools.stream().anyMatch(tool -> tool.name().equals(name));
    }

    /**
     * A tool that the caller runs.
     *
     * @param name the name under which the model is told of it
     * @param description empty for none
     * @param parameters the JSON schema of its parameters
     * @param strict whether the provider is asked to hold the model to that schema
     */
    public record ClientTool(String name, String description, String parameters, boolean strict) {}

    /** What the model may do about tools. */
    public sealed interface ToolChoice {

        /** It may call some. */
        record Auto() implements ToolChoice {}

        /** It must not call any. */
        record None() implements ToolChoice {}

        /** It must call one. */
        record Required() implements ToolChoice {}

        /** It must call this one. */
        record Named(String tool) implements ToolChoice {}
    }

    /** The form in which the answer is wanted. */
    public sealed interface AnswerForm {

        /** Any text. */
        record Text() implements AnswerForm {}

        /** Some JSON object. */
        record Json() implements AnswerForm {}

        /**
         * JSON that keeps a schema.
         *
         * @param schema the JSON schema
         * @param strict whether the provider is asked to hold the model to it
         */
        record JsonOf(String name, String schema, boolean strict) implements AnswerForm {}
    }
}
