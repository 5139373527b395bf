package dev.millrace.executor.model;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.millrace.executor.http.ModelCall;
import dev.millrace.executor.work.Words;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer that comes word by word: passes the words on, and is in the end the whole of it. Its
 * text is what was passed on, also where a provider would put something between two parts of it.
 *
 * <p>Used by the thread of the call.
 */
final class StreamedAnswer implements StreamingChatResponseHandler {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Words words;
    private final ModelCall call;
    private final StringBuilder said = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private @Nullable ChatResponse response;
    private @Nullable Throwable failure;

    private StreamedAnswer(Words words, ModelCall call) {
        this.words = words;
        this.call = call;
    }

    /** Asks the model, and throws what goes wrong. */
    static ChatResponse to(
            ChatRequest request, ProviderModels models, Words words, ModelCall call) {
        StreamedAnswer answer = new StreamedAnswer(words, call);
        models.streaming().chat(request, answer);
        return answer.whole();
    }

    @Override
    public void onPartialResponse(String text) {
        said.append(text);
        words.say(text);
    }

    /** The client knows of refusals only in answers that come whole. */
    @Override
    public void onUnmappedRawEvent(Object event) {
        if (event instanceof ServerSentEvent unmapped && unmapped.data().contains("\"refusal\"")) {
            refusal.append(
                    JSON.readTree(unmapped.data()).at("/choices/0/delta/refusal").asString(""));
        }
    }

    @Override
    public void onCompleteResponse(ChatResponse complete) {
        response = complete;
        if (!isCut(complete)) {
            call.whole();
        }
    }

    @Override
    public void onError(Throwable error) {
        // The first one tells why; what comes then is the rest of a stream that is of no use.
        if (failure == null) {
            failure = error;
            call.stop();
        }
    }

    private ChatResponse whole() {
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        if (!refusal.isEmpty()) {
            throw new ContentFilteredException(refusal.toString());
        }
        if (response == null || isCut(response)) {
            throw new IllegalStateException("The stream ended before the answer did");
        }
        AiMessage message = response.aiMessage();
        return said.toString().equals(Objects.requireNonNullElse(message.text(), ""))
                ? response
                : response.toBuilder()
                        .aiMessage(message.toBuilder().text(said.toString()).build())
                        .build();
    }

    /** In OpenAI's protocol what came so far looks like an answer, wherever the stream ends. */
    private boolean isCut(ChatResponse ended) {
        return ended.metadata() instanceof OpenAiChatResponseMetadata
                && ended.finishReason() == null
                && !call.isWhole();
    }
}
