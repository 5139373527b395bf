package dev.millrace.executor.tools;

import dev.millrace.executor.work.Tool;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.Turn.Message;
import dev.millrace.executor.work.TurnOutcome;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnOutcome.Failed;
import dev.millrace.executor.work.TurnRunner;
import java.util.List;

/**
 * Translates between the names of tools in definitions and events, such as {@code files/read}, and
 * those that models may use, such as {@code files__read}.
 */
final class ToolNamingTurnRunner implements TurnRunner {

    private final TurnRunner models;
    private final ToolRegistry registry;

    ToolNamingTurnRunner(TurnRunner models, ToolRegistry registry) {
        this.models = models;
        this.registry = registry;
    }

    @Override
    public TurnOutcome run(Turn turn) throws InterruptedException {
        return switch (models.run(forModel(turn))) {
            case Answered answered -> fromModel(answered);
            case Failed failed -> failed;
        };
    }

    @Override
    public String target(String model) {
        return models.target(model);
    }

    private static Turn forModel(Turn turn) {
        return turn.withHistory(
                turn.history().stream().map(ToolNamingTurnRunner::forModel).toList());
    }

    private static Message forModel(Message message) {
        return switch (message) {
            case Message.Said(String text, List<Turn.ToolCall> calls) ->
                    new Message.Said(
                            text,
                            calls.stream()
                                    .map(call -> named(call, ModelName.of(call.name())))
                                    .toList());
            case Message.Returned(String id, String tool, String content, boolean isError) ->
                    new Message.Returned(id, ModelName.of(tool), content, isError);
        };
    }

    private Answered fromModel(Answered answered) {
        return answered.calling(
                answered.toolCalls().stream()
                        .map(
                                call ->
                                        named(
                                                call,
                                                registry.find(call.name())
                                                        .map(Tool::name)
                                                        .orElse(call.name())))
                        .toList());
    }

    private static Turn.ToolCall named(Turn.ToolCall call, String name) {
        return new Turn.ToolCall(call.id(), name, call.arguments());
    }
}
