package dev.millrace.gateway.submission;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What comes with the prompt of a caller who speaks to a model: the conversation so far, tools of
 * the caller, and wishes, of which null ones are left to the agent.
 *
 * @param instructions follow those of the agent; empty for none
 * @param earlier what was said before the prompt, in order
 * @param since what was said since the prompt: calls of the caller's tools and their results
 * @param tools what the caller runs
 * @param toolChoice {@code auto}, {@code none}, {@code required} or {@code name:<tool>}
 * @param parallelToolCalls whether the model may call several tools in one turn
 * @param wishes how the model is to answer
 */
public record Conversation(
        String instructions,
        List<Message> earlier,
        List<Message> since,
        List<Tool> tools,
        String toolChoice,
        boolean parallelToolCalls,
        Wishes wishes) {

    /** A part of the conversation. */
    public sealed interface Message {}

    /** What a user said. */
    public record UserSaid(String text) implements Message {}

    /** What the model said; with the tools that it called. */
    public record ModelSaid(String text, List<ToolCall> toolCalls) implements Message {}

    /** What a tool returned. */
    public record ToolReturned(String toolCallId, String name, String content) implements Message {}

    /** A call of a tool; its arguments are JSON. */
    public record ToolCall(String id, String name, String arguments) {}

    /** A tool that the caller runs; its parameters are a JSON schema. */
    public record Tool(String name, String description, String parameters, boolean strict) {}

    /**
     * How the model is to answer.
     *
     * @param maxOutputTokens the most tokens it may write; the agent's own limit holds all the same
     * @param stop texts at which it stops
     * @param reasoningEffort such as low; empty for its default
     * @param responseFormat {@code text}, {@code json_object}, or JSON with name, schema, strict
     */
    public record Wishes(
            @Nullable Double temperature,
            @Nullable Double topP,
            @Nullable Integer maxOutputTokens,
            List<String> stop,
            @Nullable Long seed,
            String reasoningEffort,
            String responseFormat) {

        /** None at all. */
        public static final Wishes NONE = new Wishes(null, null, null, List.of(), null, "", "text");
    }
}
