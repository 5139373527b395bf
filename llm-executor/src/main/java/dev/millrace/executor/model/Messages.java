package dev.millrace.executor.model;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.Turn.Message.Asked;
import dev.millrace.executor.work.Turn.Message.Returned;
import dev.millrace.executor.work.Turn.Message.Said;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Renders what was said as the messages of a chat model. */
final class Messages {

    private static final JsonMapper JSON = JsonMapper.shared();

    private Messages() {}

    static List<ChatMessage> of(List<Turn.Message> said) {
        return said.stream().map(Messages::message).toList();
    }

    private static ChatMessage message(Turn.Message message) {
        return switch (message) {
            case Said said ->
                    AiMessage.builder()
                            .text(textOrNull(said))
                            .toolExecutionRequests(
                                    said.toolCalls().stream().map(Messages::request).toList())
                            .build();
            case Returned returned ->
                    ToolExecutionResultMessage.builder()
                            .id(returned.toolCallId())
                            .toolName(returned.tool())
                            .text(returned.content())
                            .isError(returned.isError())
                            .build();
            case Asked asked -> UserMessage.from(asked.text());
        };
    }

    /** Providers refuse empty texts beside tool calls, and messages with neither. */
    private static @Nullable String textOrNull(Said said) {
        return said.text().isEmpty() && !said.toolCalls().isEmpty() ? null : said.text();
    }

    private static ToolExecutionRequest request(Turn.ToolCall call) {
        return ToolExecutionRequest.builder()
                .id(call.id())
                .name(call.name())
                .arguments(anObject(call.arguments()))
                .build();
    }

    /** Providers read the arguments as an object, also those that the model got wrong. */
    private static String anObject(String arguments) {
        if (arguments.isBlank()) {
            // So some clients and models write that there are none.
            return "{}";
        }
        try {
            if (JSON.readTree(arguments).isObject()) {
                return arguments;
            }
        } catch (JacksonException _) {
            // Falls through: to the provider both are the same mistake.
        }
        return JSON.createObjectNode().put("invalid_arguments", arguments).toString();
    }
}
