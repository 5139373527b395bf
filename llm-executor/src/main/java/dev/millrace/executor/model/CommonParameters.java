package dev.millrace.executor.model;

import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.millrace.executor.work.Conversation;
import dev.millrace.executor.work.Conversation.AnswerForm;
import dev.millrace.executor.work.Turn;
import org.jspecify.annotations.Nullable;

/** The parameters that all providers have. */
final class CommonParameters {

    private CommonParameters() {}

    /** Model, limits and sampling. */
    static <B extends DefaultChatRequestParameters.Builder<B>> B fill(
            B parameters, Turn turn, String model) {
        parameters.modelName(model).maxOutputTokens(maxOutputTokens(turn));
        Double temperature = temperature(turn);
        if (temperature != null) {
            parameters.temperature(temperature);
        }
        Conversation conversation = turn.conversation();
        if (conversation != null && conversation.topP() != null) {
            parameters.topP(conversation.topP());
        }
        if (conversation != null && !conversation.stop().isEmpty()) {
            parameters.stopSequences(conversation.stop());
        }
        return parameters;
    }

    /** The form of the answer, for providers that take schemas as langchain4j gives them. */
    static @Nullable ResponseFormat responseFormat(Turn turn) {
        return switch (form(turn)) {
            case AnswerForm.Text() -> null;
            case AnswerForm.Json() -> ResponseFormat.JSON;
            case AnswerForm.JsonOf(String name, String schema, boolean _) ->
                    ResponseFormat.builder()
                            .type(ResponseFormatType.JSON)
                            .jsonSchema(
                                    JsonSchema.builder()
                                            .name(name)
                                            .rootElement(JsonRawSchema.from(schema))
                                            .build())
                            .build();
        };
    }

    static AnswerForm form(Turn turn) {
        return turn.conversation() == null
                ? new AnswerForm.Text()
                : turn.conversation().answerForm();
    }

    /** The agent's limit holds, whatever the caller wishes. */
    private static int maxOutputTokens(Turn turn) {
        Integer wished = turn.conversation() == null ? null : turn.conversation().maxOutputTokens();
        return wished == null ? turn.maxOutputTokens() : Math.min(wished, turn.maxOutputTokens());
    }

    private static @Nullable Double temperature(Turn turn) {
        Conversation conversation = turn.conversation();
        return conversation == null || conversation.temperature() == null
                ? turn.temperature()
                : conversation.temperature();
    }
}
