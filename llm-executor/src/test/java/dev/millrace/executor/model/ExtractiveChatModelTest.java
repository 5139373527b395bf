package dev.millrace.executor.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.millrace.executor.embedding.MiniLm;
import dev.millrace.executor.embedding.TextEmbedder;
import dev.millrace.executor.model.extractive.Extractor;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnOutcome.Citation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtractiveChatModelTest {

    private static final Prompt PROMPT = new Prompt(ExtractiveChatModel.NAME);

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
        assertThat(answer.outputTokens()).isEqualTo(13);
        assertThat(answer.inputTokens()).isGreaterThan(40);
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
    void streamedTokensAreTheAnswer() {
        List<String> tokens = new ArrayList<>();
        List<ChatResponse> complete = new ArrayList<>();

        model(MiniLm.embedder())
                .chat(
                        PROMPT.of(Turns.asking("Who built the mill?", Turns.MILL)),
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
        return (Answered)
                new ModelTurnRunner(
                                model(embedder),
                                PROMPT,
                                new CitationResolver(embedder),
                                new FailureClassifier(new Secrets("")))
                        .run(Turns.asking(question, passages));
    }

    private static ExtractiveChatModel model(TextEmbedder embedder) {
        return new ExtractiveChatModel(new Extractor(embedder));
    }
}
