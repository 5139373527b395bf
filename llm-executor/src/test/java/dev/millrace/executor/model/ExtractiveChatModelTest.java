package dev.millrace.executor.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.millrace.executor.embedding.MiniLm;
import dev.millrace.executor.embedding.TextEmbedder;
import dev.millrace.executor.model.extractive.Extractor;
import dev.millrace.executor.work.ToolSpecifications;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnOutcome.Citation;
import dev.millrace.executor.work.TurnRunner;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtractiveChatModelTest {

    private static final Prompt PROMPT = new Prompt(ToolSpecifications.NONE);

    @Test
    void answerIsASentenceOfThePassageWithItsCitation() throws Exception {
        Answered answer =
                answer(MiniLm.embedder(), "Who built the mill?", Turns.MILL, Turns.PRICES);

        assertThat(answer.text()).isEqualTo("The mill was built in 1843 by Anna Weber. [1]");
        assertThat(answer.citations())
                .containsExactly(
                        new Citation("mill", "The mill was built in 1843 by Anna Weber.", 0.61));
        assertThat(answer.model()).isEqualTo("extractive");
        assertThat(answer.finishReason()).isEqualTo("stop");
        assertThat(answer.tokens().output()).isEqualTo(13);
        assertThat(answer.tokens().input()).isGreaterThan(40);
    }

    @Test
    void questionThatNoSentenceAnswersHasNoCitations() throws Exception {
        Answered answer =
                answer(
                        MiniLm.embedder(),
                        "What is the capital of France?",
                        Turns.MILL,
                        Turns.PRICES);

        assertThat(answer.text()).startsWith("The documents do not answer this question");
        assertThat(answer.citations()).isEmpty();
    }

    @Test
    void withoutDocumentsTheEmbeddingModelIsNotTouched() throws Exception {
        TextEmbedder untouched =
                texts -> {
                    throw new AssertionError("embedded " + texts);
                };

        Answered answer = answer(untouched, "Who built the mill?");

        assertThat(answer.text()).startsWith("The documents do not answer this question");
        assertThat(answer.citations()).isEmpty();
    }

    @Test
    void toolsAndConversationChangeNothingButTheTokensRead() throws Exception {
        Turn plain = Turns.asking("Who built the mill?", Turns.MILL);
        Turn afterTools =
                Turns.with(
                        plain,
                        List.of("calculator"),
                        List.of(
                                new Turn.Message.Said(
                                        "Let me see.",
                                        List.of(new Turn.ToolCall("c1", "calculator", "{}"))),
                                new Turn.Message.Returned("c1", "calculator", "Forty two", false)));
        TurnRunner runner = runner(MiniLm.embedder());

        Answered before = (Answered) runner.run(plain);
        Answered after = (Answered) runner.run(afterTools);

        assertThat(after.text()).isEqualTo(before.text());
        assertThat(after.citations()).isEqualTo(before.citations());
        assertThat(after.toolCalls()).isEmpty();
        assertThat(after.tokens().input()).isEqualTo(before.tokens().input() + 4 + 2);
    }

    @Test
    void streamedTokensAreTheAnswer() {
        List<String> tokens = new ArrayList<>();
        List<ChatResponse> complete = new ArrayList<>();

        model(MiniLm.embedder())
                .chat(
                        PROMPT.of(
                                Turns.asking("Who built the mill?", Turns.MILL),
                                ExtractiveChatModel.NAME,
                                new ExtractiveRequests()),
                        new StreamingChatResponseHandler() {
                            @Override
                            public void onPartialResponse(String token) {
                                tokens.add(token);
                            }

                            @Override
                            public void onCompleteResponse(ChatResponse response) {
                                complete.add(response);
                            }

                            @Override
                            public void onError(Throwable error) {
                                throw new AssertionError(error);
                            }
                        });

        assertThat(complete).hasSize(1);
        assertThat(String.join("", tokens)).isEqualTo(complete.getFirst().aiMessage().text());
        assertThat(tokens).hasSize(complete.getFirst().tokenUsage().outputTokenCount());
    }

    private static Answered answer(TextEmbedder embedder, String question, Turn.Passage... passages)
            throws InterruptedException {
        return (Answered) runner(embedder).run(Turns.asking(question, passages));
    }

    private static TurnRunner runner(TextEmbedder embedder) {
        ExtractiveChatModel model = model(embedder);
        return Runners.of(new ProviderModels(model, model, new ExtractiveRequests()), embedder);
    }

    private static ExtractiveChatModel model(TextEmbedder embedder) {
        return new ExtractiveChatModel(new Extractor(embedder));
    }
}
