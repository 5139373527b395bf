package dev.millrace.executor.tools;

import dev.millrace.conversation.ToolNames;
import dev.millrace.executor.work.ModelName;
import dev.millrace.executor.work.Tool;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.Turn.Message;
import dev.millrace.executor.work.TurnOutcome;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnOutcome.Failed;
import dev.millrace.executor.work.TurnRunner;
import dev.millrace.executor.work.Words;
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
        return run(turn, Words.UNWANTED);
    }

    @Override
    public TurnOutcome run(Turn turn, Words words) throws InterruptedException {
        return switch (models.run(forModel(turn), words)) {
            case Answered answered -> fromModel(answered, turn);
            case Failed failed -> failed;
        };
    }

    @Override
    public String target(String model) {
        return models.target(model);
    }

    @Override
    public ModelName asked(String model) {
        return models.asked(model);
    }

    private static Turn forModel(Turn turn) {
        return turn.withHistory(
                turn.history().stream().map(message -> forModel(message, turn)).toList());
    }

    private static Message forModel(Message message, Turn turn) {
        return switch (message) {
            case Message.Said(String text, List<Turn.ToolCall> calls) ->
                    new Message.Said(
                            text,
                            calls.stream()
                                    .map(call -> named(call, forModel(call.name(), turn)))
                                    .toList());
            case Message.Returned(String id, String tool, String content, boolean isError) ->
                    new Message.Returned(id, forModel(tool, turn), content, isError);
            case Message.Asked asked -> asked;
        };
    }

    /** What callers name is theirs: models hear it unchanged. */
    private static String forModel(String tool, Turn turn) {
        return isClients(tool, turn) ? tool : ToolNames.forModels(tool);
    }

    private Answered fromModel(Answered answered, Turn turn) {
        return answered.calling(
                answered.toolCalls().stream()
                        .map(call -> named(call, fromModel(call.name(), turn)))
                        .toList());
    }

    private String fromModel(String tool, Turn turn) {
        return isClients(tool, turn) ? tool : registry.find(tool).map(Tool::name).orElse(tool);
    }

    private static boolean isClients(String tool, Turn turn) {
        return turn.conversation() != null && turn.conversation().hasTool(tool);
    }

    private static Turn.ToolCall named(Turn.ToolCall call, String name) {
        return new Turn.ToolCall(call.id(), name, call.arguments());
    }
}
