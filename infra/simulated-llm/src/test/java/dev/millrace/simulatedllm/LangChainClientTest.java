package dev.millrace.simulatedllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client library of the executor understands the simulated model. */
class LangChainClientTest {

    private SimulatedModelServer server;

    @BeforeEach
    void start() throws IOException {
        server =
                SimulatedModelServer.start(
                        SimulationConfig.DEFAULT.withLatency(Duration.ofMillis(20)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void plainAnswerIsRead() {
        ChatResponse response = plain().chat(UserMessage.from("Hello mill"));
        assertThat(response.aiMessage().text()).isEqualTo("You said: \"Hello mill\"");
        assertThat(response.tokenUsage().inputTokenCount()).isEqualTo(3);
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void streamedAnswerIsReadPieceByPieceWithUsage() throws Exception {
        Collector collector = stream("Hello mill, how are you");
        assertThat(collector.response().aiMessage().text())
                .isEqualTo("You said: \"Hello mill, how are you\"")
                .isEqualTo(String.join("", collector.pieces));
        assertThat(collector.pieces).hasSize(7);
        assertThat(collector.response().tokenUsage().inputTokenCount()).isEqualTo(6);
    }

    @Test
    void toolCallsAreReadPlainAndStreamed() throws Exception {
        server.configure(
                server.config()
                        .withScript(
                                ReplyScript.parse(
                                        "- toolCalls: [{name: forecast, arguments: {city: Berlin}}]")));
        ChatResponse plain =
                plain().chat(
                                ChatRequest.builder()
                                        .messages(UserMessage.from("Weather?"))
                                        .toolSpecifications(
                                                ToolSpecification.builder()
                                                        .name("forecast")
                                                        .build())
                                        .build());
        assertThat(plain.aiMessage().toolExecutionRequests().getFirst().name())
                .isEqualTo("forecast");
        assertThat(plain.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);

        ChatResponse streamed = stream("Weather?").response();
        assertThat(streamed.aiMessage().toolExecutionRequests().getFirst().arguments())
                .isEqualTo("{\"city\":\"Berlin\"}");
    }

    @Test
    void rateLimitIsRecognised() {
        server.configure(server.config().withFaults(new FaultRates(1, 0, 0, 0, 0)));
        assertThatThrownBy(() -> plain().chat(UserMessage.from("x")))
                .isInstanceOf(RateLimitException.class);
    }

    @Test
    void streamThatIsCutIsAnError() {
        server.configure(server.config().withFaults(new FaultRates(0, 0, 0, 0, 1)));
        assertThatThrownBy(() -> stream("Hello mill").response()).isInstanceOf(Exception.class);
    }

    @Test
    void embeddingsAreRead() {
        OpenAiEmbeddingModel model =
                OpenAiEmbeddingModel.builder()
                        .baseUrl(baseUrl())
                        .apiKey("any")
                        .modelName("simulated-embedding")
                        .build();
        assertThat(model.embed("some words").content().vector())
                .isEqualTo(Embeddings.vector("some words", 384));
    }

    private OpenAiChatModel plain() {
        return OpenAiChatModel.builder()
                .baseUrl(baseUrl())
                .apiKey("any")
                .modelName("simulated")
                .maxRetries(0)
                .build();
    }

    private Collector stream(String prompt) {
        Collector collector = new Collector();
        OpenAiStreamingChatModel.builder()
                .baseUrl(baseUrl())
                .apiKey("any")
                .modelName("simulated")
                .build()
                .chat(prompt, collector);
        return collector;
    }

    private String baseUrl() {
        return "http://127.0.0.1:" + server.port() + "/v1";
    }

    private static final class Collector implements StreamingChatResponseHandler {

        private final List<String> pieces = new CopyOnWriteArrayList<>();
        private final CompletableFuture<ChatResponse> response = new CompletableFuture<>();

        ChatResponse response() throws Exception {
            return response.get(10, TimeUnit.SECONDS);
        }

        @Override
        public void onPartialResponse(String piece) {
            pieces.add(piece);
        }

        @Override
        public void onCompleteResponse(ChatResponse complete) {
            response.complete(complete);
        }

        @Override
        public void onError(Throwable error) {
            response.completeExceptionally(error);
        }
    }
}
