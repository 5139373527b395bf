package dev.millrace.executor.model;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;

/**
 * A model at OpenAI itself. Its newer models refuse the field in which all other servers of the
 * protocol expect the limit of the answer, and its older ones know both.
 */
final class OpenAiOwnChatModel extends OpenAiChatModel {

    OpenAiOwnChatModel(OpenAiChatModelBuilder builder) {
        super(builder);
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        OpenAiChatRequestParameters.Builder parameters =
                OpenAiChatRequestParameters.builder().overrideWith(request.parameters());
        parameters.maxOutputTokens(null);
        parameters.maxCompletionTokens(request.parameters().maxOutputTokens());
        return super.doChat(
                ChatRequest.builder()
                        .messages(request.messages())
                        .parameters(parameters.build())
                        .build());
    }
}
