package dev.millrace.executor.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.millrace.executor.embedding.MiniLm;
import dev.millrace.executor.embedding.TextEmbedder;
import dev.millrace.executor.model.extractive.Extractor;
import dev.millrace.executor.work.Conversation;
import dev.millrace.executor.work.Conversation.AnswerForm;
import dev.millrace.executor.work.Conversation.ClientTool;
import dev.millrace.executor.work.Conversation.ToolChoice;
import dev.millrace.executor.work.ToolSpecifications;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnOutcome.Citation;
import dev.millrace.executor.work.TurnOutcome.Failed;
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
    void withoutDocumentsTheMessagesOwnTextIsTheSource() throws Exception {
        Answered answer =
                answer(
                        MiniLm.embedder(),
                        """
                        Answer the question from the context.

                        Context: The mill was built in 1843 by Anna Weber. Adults pay 6 euros. Dogs
                        have to stay outside.

                        Question: Who built the mill?""");

        assertThat(answer.text()).isEqualTo("The mill was built in 1843 by Anna Weber.");
        assertThat(answer.citations()).isEmpty();
    }

    @Test
    void whatWasSaidBeforeAndTheCallersInstructionsAreSourcesToo() throws Exception {
        Turn question = Turns.asking("How much do adults pay?");
        TurnRunner runner = runner(MiniLm.embedder());

        Answered said =
                (Answered)
                        runner.run(
                                Turns.in(
                                        conversation(
                                                "",
                                                new ToolChoice.Auto(),
                                                new Turn.Message.Asked(
                                                        "The mill is open in summer. Adults pay 6"
                                                                + " euros. Is that cheap?"),
                                                new Turn.Message.Said(
                                                        "Adults pay 7 euros.", List.of())),
                                        question));
        Answered told =
                (Answered)
                        runner.run(
                                Turns.in(
                                        conversation(
                                                "You know the mill. Adults pay 6 euros.",
                                                new ToolChoice.Auto()),
                                        question));

        assertThat(said.text()).isEqualTo("Adults pay 6 euros.");
        assertThat(told.text()).isEqualTo("Adults pay 6 euros.");
    }

    @Test
    void theAgentsInstructionsAreNoSource() throws Exception {
        Turn turn =
                Turns.in(
                        conversation("", new ToolChoice.Auto()), Turns.asking("What should I be?"));
        assertThat(((Answered) runner(MiniLm.embedder()).run(turn)).text())
                .startsWith("The documents do not answer this question");
    }

    @Test
    void aToolThatMustBeCalledIsMoreThanItCan() throws Exception {
        for (ToolChoice choice :
                List.of(new ToolChoice.Required(), new ToolChoice.Named("get_weather"))) {
            Turn turn = Turns.in(conversation("", choice), Turns.asking("Who?", Turns.MILL));
            assertThat(runner(MiniLm.embedder()).run(turn))
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed -> {
                                assertThat(failed.type()).isEqualTo("http-501");
                                assertThat(failed.retryable()).isFalse();
                                assertThat(failed.detail()).contains("calls no tools");
                            });
        }
    }

    private static Conversation conversation(
            String instructions, ToolChoice choice, Turn.Message... earlier) {
        return new Conversation(
                instructions,
                List.of(earlier),
                List.of(new ClientTool("get_weather", "", "{}", false)),
                choice,
                true,
                null,
                null,
                null,
                List.of(),
                null,
                "",
                new AnswerForm.Text());
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
