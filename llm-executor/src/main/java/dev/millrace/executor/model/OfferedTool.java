package dev.millrace.executor.model;

import dev.millrace.executor.work.Conversation;
import dev.millrace.executor.work.ToolSpecifications;
import dev.millrace.executor.work.Turn;
import java.util.List;
import java.util.stream.Stream;

/**
 * A tool that a model is told of: the agent's or the caller's.
 *
 * @param parameters the JSON schema of its parameters
 * @param strict whether the provider is asked to hold the model to that schema
 */
record OfferedTool(String name, String description, String parameters, boolean strict) {

    /** Those of the agent, then those of the caller. */
    static List<OfferedTool> of(Turn turn, ToolSpecifications known) {
        Stream<OfferedTool> agents =
                known.of(turn.tools()).stream()
                        .map(
                                tool ->
                                        new OfferedTool(
                                                tool.name(),
                                                tool.description(),
                                                tool.parameters(),
                                                false));
        Conversation conversation = turn.conversation();
        Stream<OfferedTool> callers =
                conversation == null
                        ? Stream.of()
                        : conversation.tools().stream()
                                .map(
                                        tool ->
                                                new OfferedTool(
                                                        tool.name(),
                                                        tool.description(),
                                                        tool.parameters(),
                                                        tool.strict()));
        return Stream.concat(agents, callers).toList();
    }
}
