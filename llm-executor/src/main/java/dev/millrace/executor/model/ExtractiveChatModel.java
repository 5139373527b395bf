package dev.millrace.executor.model;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.millrace.executor.model.extractive.Extract;
import dev.millrace.executor.model.extractive.Extractor;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A model without weights of its own: it answers with the sentences of the passages that fit the
 * question best, each with its citation, or says that there are none.
 *
 * <p>It knows of no tools; an answer that has to call one it refuses.
 *
 * <p>A token, for its counts and its stream, is a word or a punctuation mark. It reads question and
 * passages from the request's {@link GroundedRequestParameters}; a request without them has none.
 */
final class ExtractiveChatModel implements ChatModel, StreamingChatModel {

    static final String NAME = "extractive";

    /** The status by which servers say that they cannot do something. */
    private static final int CANNOT = 501;

    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:[\\p{L}\\p{N}]+|[^\\s\\p{L}\\p{N}])\\s*?");

    private final Extractor extractor;
    private final GroundedRequestParameters defaults = GroundedRequestParameters.defaults(NAME);

    ExtractiveChatModel(Extractor extractor) {
        this.extractor = extractor;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        String answer = answer(request);
        return ChatResponse.builder()
                .aiMessage(AiMessage.from(answer))
                .modelName(NAME)
                .finishReason(FinishReason.STOP)
                .tokenUsage(
                        new TokenUsage(
                                request.messages().stream()
                                        .mapToInt(message -> tokens(textOf(message)))
                                        .sum(),
                                tokens(answer)))
                .build();
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        ChatResponse response = doChat(request);
        String answer = response.aiMessage().text();
        Matcher token = TOKEN.matcher(answer);
        while (token.find()) {
            handler.onPartialResponse(token.group());
        }
        handler.onCompleteResponse(response);
    }

    private String answer(ChatRequest request) {
        Grounding grounding =
                request.parameters() instanceof GroundedRequestParameters grounded
                        ? grounded.grounding()
                        : Grounding.NOTHING;
        if (grounding.toolWanted()) {
            throw new HttpException(CANNOT, "The extractive model calls no tools");
        }
        List<Extract> extracts =
                grounding.passages().isEmpty()
                        ? List.of()
                        : extractor.extract(grounding.question(), grounding.passages());
        return extracts.isEmpty()
                ? Prompt.NOT_ANSWERED + "."
                : extracts.stream()
                        .map(extract -> grounding.documents() ? cited(extract) : extract.text())
                        .collect(Collectors.joining("\n"));
    }

    private static String cited(Extract extract) {
        return extract.text() + " [" + extract.passage() + "]";
    }

    private static String textOf(ChatMessage message) {
        return switch (message) {
            case SystemMessage system -> system.text();
            case UserMessage user -> user.singleText();
            case AiMessage said -> Objects.requireNonNullElse(said.text(), "");
            case ToolExecutionResultMessage returned -> returned.text();
            default -> "";
        };
    }

    private static int tokens(String text) {
        return (int) TOKEN.matcher(text).results().count();
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return defaults;
    }

    @Override
    public List<ChatModelListener> listeners() {
        return List.of();
    }

    @Override
    public ModelProvider provider() {
        return ModelProvider.OTHER;
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return Set.of();
    }
}
