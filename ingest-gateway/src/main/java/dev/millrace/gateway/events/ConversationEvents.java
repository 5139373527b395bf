package dev.millrace.gateway.events;

import dev.millrace.AssistantMessage;
import dev.millrace.ClientTool;
import dev.millrace.ToolCall;
import dev.millrace.ToolMessage;
import dev.millrace.TurnMessage;
import dev.millrace.UserMessage;
import dev.millrace.gateway.submission.Conversation;
import dev.millrace.gateway.submission.Conversation.Message;
import dev.millrace.gateway.submission.Conversation.ModelSaid;
import dev.millrace.gateway.submission.Conversation.ToolReturned;
import dev.millrace.gateway.submission.Conversation.UserSaid;
import java.util.List;

/** A conversation as the pipeline reads it. */
final class ConversationEvents {

    private ConversationEvents() {}

    static dev.millrace.Conversation of(Conversation conversation) {
        Conversation.Wishes wishes = conversation.wishes();
        return dev.millrace.Conversation.newBuilder()
                .setInstructions(conversation.instructions())
                .setEarlier(messages(conversation.earlier()))
                .setSince(messages(conversation.since()))
                .setTools(conversation.tools().stream().map(ConversationEvents::tool).toList())
                .setToolChoice(conversation.toolChoice())
                .setParallelToolCalls(conversation.parallelToolCalls())
                .setTemperature(wishes.temperature())
                .setTopP(wishes.topP())
                .setMaxOutputTokens(wishes.maxOutputTokens())
                .setStop(wishes.stop())
                .setSeed(wishes.seed())
                .setReasoningEffort(wishes.reasoningEffort())
                .setResponseFormat(wishes.responseFormat())
                .build();
    }

    private static List<TurnMessage> messages(List<Message> messages) {
        return messages.stream().map(ConversationEvents::message).toList();
    }

    private static TurnMessage message(Message message) {
        return new TurnMessage(
                switch (message) {
                    case UserSaid said -> new UserMessage(said.text());
                    case ModelSaid said ->
                            new AssistantMessage(
                                    said.text(),
                                    said.toolCalls().stream()
                                            .map(ConversationEvents::call)
                                            .toList());
                    case ToolReturned returned ->
                            new ToolMessage(
                                    returned.toolCallId(),
                                    returned.name(),
                                    returned.content(),
                                    false);
                });
    }

    private static ToolCall call(Conversation.ToolCall call) {
        return new ToolCall(call.id(), call.name(), call.arguments());
    }

    private static ClientTool tool(Conversation.Tool tool) {
        return new ClientTool(tool.name(), tool.description(), tool.parameters(), tool.strict());
    }
}
