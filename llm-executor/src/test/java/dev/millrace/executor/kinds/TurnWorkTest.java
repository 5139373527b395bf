package dev.millrace.executor.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.Answer;
import dev.millrace.AssistantMessage;
import dev.millrace.Failure;
import dev.millrace.FailureClass;
import dev.millrace.ModelPrice;
import dev.millrace.Passage;
import dev.millrace.StepCompleted;
import dev.millrace.ToolCall;
import dev.millrace.ToolMessage;
import dev.millrace.TurnMessage;
import dev.millrace.TurnRequested;
import dev.millrace.UserMessage;
import dev.millrace.executor.engine.WorkKind.Call;
import dev.millrace.executor.engine.WorkKind.Outcome;
import dev.millrace.executor.tokens.SentTokens;
import dev.millrace.executor.tokens.TokenStreams;
import dev.millrace.executor.work.Conversation;
import dev.millrace.executor.work.Conversation.AnswerForm;
import dev.millrace.executor.work.Conversation.ClientTool;
import dev.millrace.executor.work.Conversation.ToolChoice;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.TurnOutcome;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnOutcome.Citation;
import dev.millrace.executor.work.TurnOutcome.Failed;
import dev.millrace.executor.work.TurnOutcome.Tokens;
import dev.millrace.executor.work.TurnRunner;
import dev.millrace.schemas.TrustedAvroClasses;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TurnWorkTest {

    static {
        TrustedAvroClasses.install();
    }

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Call CALL = new Call("call-1", NOW.minusSeconds(2), 0, 0);

    private final List<Turn> turns = new ArrayList<>();
    private final SentTokens sent = new SentTokens();
    private final TokenStreams tokens = sent.streams();

    @AfterEach
    void closeTokens() {
        tokens.close();
    }

    @Test
    void theRunnerSeesTheTurnAsItWasAskedFor() throws Exception {
        work(new Answered("a", List.of(), "m", "stop", 1, 2)).perform(request(), CALL);
        Turn turn = turns.getFirst();
        assertThat(turn.idempotencyKey()).isEqualTo("task/2");
        assertThat(turn.workId()).isEqualTo("task/2/3");
        assertThat(turn.prompt()).isEqualTo("Why?");
        assertThat(turn.temperature()).isEqualTo(0.5);
        assertThat(turn.passages())
                .containsExactly(new Turn.Passage(1, "doc", "Title", "Because.", 0.9));
    }

    @Test
    void anAnswerIsReportedWithCallAndTimes() throws Exception {
        Outcome<StepCompleted> outcome =
                work(new Answered(
                                "Because. [1]",
                                List.of(new Citation("doc", "Because.", 0.8)),
                                "model-x",
                                "stop",
                                10,
                                20))
                        .perform(request(), CALL);
        StepCompleted event = outcome.event();
        assertThat(outcome.result()).isEqualTo(Outcome.OK);
        assertThat(event.getTaskId()).isEqualTo("task");
        assertThat(event.getStep()).isEqualTo(2);
        assertThat(event.getAttempt()).isEqualTo(3);
        assertThat(event.getCallId()).isEqualTo("call-1");
        assertThat(event.getStartedAt()).isEqualTo(CALL.startedAt());
        assertThat(event.getCompletedAt()).isEqualTo(NOW);
        Answer answer = (Answer) event.getResult();
        assertThat(answer.getUsage().getInputTokens()).isEqualTo(10);
        assertThat(answer.getUsage().getOutputTokens()).isEqualTo(20);
        assertThat(answer.getCitations().getFirst().getQuote()).isEqualTo("Because.");
    }

    @Test
    void aFailureKeepsItsClassAndHowLongToWait() throws Exception {
        Outcome<StepCompleted> outcome =
                work(Failed.retryableAfter(Duration.ofSeconds(7), "http-429", "Busy", "later"))
                        .perform(request(), CALL);
        Failure failure = (Failure) outcome.event().getResult();
        assertThat(outcome.result()).isEqualTo("http-429");
        assertThat(failure.getFailureClass()).isEqualTo(FailureClass.retryable);
        assertThat(failure.getRetryAfterMs()).isEqualTo(7_000);
    }

    @Test
    void aFailuresDetailIsBounded() throws Exception {
        Outcome<StepCompleted> outcome =
                work(Failed.terminal("malformed", "t", "x".repeat(1_000_000)))
                        .perform(request(), CALL);
        Failure failure = (Failure) outcome.event().getResult();
        assertThat(failure.getFailureClass()).isEqualTo(FailureClass.terminal);
        assertThat(failure.getDetail()).hasSize(4_096);
    }

    @Test
    void theTimeOfAnAttemptRunsFromItsRequest() throws Exception {
        TurnRequested waited =
                TurnRequested.newBuilder(request())
                        .setRequestedAt(NOW.minusSeconds(6))
                        .setTimeoutMs(9_000)
                        .build();
        TurnWork work = work(new Answered("a", List.of(), "m", "stop", 1, 2));
        work.perform(waited, CALL);

        assertThat(turns.getFirst().timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(work.startBefore(waited)).contains(NOW.plusSeconds(3));
        assertThat(work.startBefore(TurnRequested.newBuilder(waited).setTimeoutMs(0).build()))
                .isEmpty();
    }

    @Test
    void theRunnerSeesConversationToolsAndTimeout() throws Exception {
        TurnRequested request =
                TurnRequested.newBuilder(request())
                        .setTools(List.of("calculator"))
                        .setTimeoutMs(1_500)
                        .setHistory(
                                List.of(
                                        new TurnMessage(
                                                new AssistantMessage(
                                                        "One moment.",
                                                        List.of(
                                                                new ToolCall(
                                                                        "c1",
                                                                        "calculator",
                                                                        "{\"x\":1}")))),
                                        new TurnMessage(
                                                new ToolMessage("c1", "calculator", "1", true))))
                        .build();

        work(new Answered("a", List.of(), "m", "stop", 1, 2)).perform(request, CALL);

        Turn turn = turns.getFirst();
        assertThat(turn.tools()).containsExactly("calculator");
        assertThat(turn.timeout()).isEqualTo(Duration.ofMillis(1_500));
        assertThat(turn.history())
                .containsExactly(
                        new Turn.Message.Said(
                                "One moment.",
                                List.of(new Turn.ToolCall("c1", "calculator", "{\"x\":1}"))),
                        new Turn.Message.Returned("c1", "calculator", "1", true));
    }

    @Test
    void toolCallsReasoningAndTheModelThatWasCalledAreReported() throws Exception {
        StepCompleted event =
                work(new Answered(
                                "",
                                List.of(),
                                "model-x",
                                "tool_calls",
                                new Tokens(10, 4, 20),
                                List.of(new Turn.ToolCall("c1", "calculator", "{}")),
                                "It has to be added up."))
                        .perform(request(), CALL)
                        .event();

        Answer answer = (Answer) event.getResult();
        assertThat(event.getTarget()).isEqualTo("the-default");
        assertThat(event.getWasted()).isNull();
        assertThat(answer.getReasoning()).isEqualTo("It has to be added up.");
        assertThat(answer.getToolCalls()).containsExactly(new ToolCall("c1", "calculator", "{}"));
        assertThat(answer.getUsage().getCachedInputTokens()).isEqualTo(4);
        assertThat(answer.getUsage().getCostMicroUsd()).isZero();
    }

    /** 600 x 3 + 400 x 1.5 + 100 x 15 = 3,900; and 1 x 3 + 1 x 15 = 18 millionths of a dollar. */
    @ParameterizedTest
    @CsvSource({"1000, 400, 100, 3900", "1, 0, 1, 18", "0, 0, 0, 0"})
    void tokensCostWhatTheRequestSays(long input, long cached, long output, long micros)
            throws Exception {
        Answered answered =
                new Answered(
                        "a",
                        List.of(),
                        "m",
                        "stop",
                        new Tokens(input, cached, output),
                        List.of(),
                        "");

        StepCompleted event = work(answered).perform(priced(), CALL).event();

        assertThat(((Answer) event.getResult()).getUsage().getCostMicroUsd()).isEqualTo(micros);
    }

    @Test
    void halfAMicroUsdIsRoundedUp() throws Exception {
        Answered answered =
                new Answered("a", List.of(), "m", "stop", new Tokens(1, 1, 0), List.of(), "");

        StepCompleted event = work(answered).perform(priced(), CALL).event();

        assertThat(((Answer) event.getResult()).getUsage().getCostMicroUsd()).isEqualTo(2);
    }

    @Test
    void whatAFailedCallUsedHasItsCost() throws Exception {
        StepCompleted event =
                work(Failed.terminal("content-filter", "t", "d").withWasted(new Tokens(10, 0, 2)))
                        .perform(priced(), CALL)
                        .event();

        assertThat(event.getWasted().getInputTokens()).isEqualTo(10);
        assertThat(event.getWasted().getOutputTokens()).isEqualTo(2);
        assertThat(event.getWasted().getCostMicroUsd()).isEqualTo(60);
    }

    @Test
    void theWordsOfATurnThatIsNotStreamedAreNotTold() throws Exception {
        work(new Answered("a", List.of(), "m", "stop", 1, 2)).perform(request(), CALL);
        assertThat(sent.records()).isEmpty();
    }

    @Test
    void theWordsOfAStreamedTurnAreTheTextOfItsOutcome() throws Exception {
        TurnRequested streamed = TurnRequested.newBuilder(request()).setStream(true).build();

        StepCompleted event =
                work(new Answered("Because.", List.of(), "m", "stop", 1, 2))
                        .perform(streamed, CALL)
                        .event();

        assertThat(sent.text()).isEqualTo(((Answer) event.getResult()).getText());
        assertThat(sent.records().getLast().getLast()).isTrue();
        assertThat(sent.records())
                .allSatisfy(
                        record -> {
                            assertThat(record.getTaskId()).isEqualTo("task");
                            assertThat(record.getTenantId()).isEqualTo("tenant");
                            assertThat(record.getStep()).isEqualTo(2);
                            assertThat(record.getAttempt()).isEqualTo(3);
                            assertThat(record.getCallId()).isEqualTo(event.getCallId());
                        });
    }

    @Test
    void aStreamedTurnThatFailsEndsItsWordsToo() throws Exception {
        work(Failed.retryable("timeout", "t", "d"))
                .perform(TurnRequested.newBuilder(request()).setStream(true).build(), CALL);
        assertThat(sent.records()).hasSize(1);
        assertThat(sent.records().getLast().getLast()).isTrue();
    }

    @Test
    void theRunnerSeesWhatComesWithThePrompt() throws Exception {
        dev.millrace.Conversation event =
                dev.millrace.Conversation.newBuilder()
                        .setInstructions("Be kind.")
                        .setEarlier(
                                List.of(
                                        new TurnMessage(new UserMessage("Hello")),
                                        new TurnMessage(new AssistantMessage("Hi", List.of()))))
                        .setTools(
                                List.of(
                                        new dev.millrace.ClientTool(
                                                "get.weather", "Tells it.", "{}", true)))
                        .setToolChoice("name:get.weather")
                        .setParallelToolCalls(false)
                        .setTemperature(0.1)
                        .setTopP(0.2)
                        .setMaxOutputTokens(7)
                        .setStop(List.of("END"))
                        .setSeed(1L << 40)
                        .setReasoningEffort("low")
                        .setResponseFormat(
                                "{\"name\":\"n\",\"schema\":{\"type\":\"object\"},\"strict\":true}")
                        .build();
        work(new Answered("a", List.of(), "m", "stop", 1, 2))
                .perform(TurnRequested.newBuilder(request()).setConversation(event).build(), CALL);

        assertThat(turns.getFirst().conversation())
                .isEqualTo(
                        new Conversation(
                                "Be kind.",
                                List.of(
                                        new Turn.Message.Asked("Hello"),
                                        new Turn.Message.Said("Hi", List.of())),
                                List.of(new ClientTool("get.weather", "Tells it.", "{}", true)),
                                new ToolChoice.Named("get.weather"),
                                false,
                                0.1,
                                0.2,
                                7,
                                List.of("END"),
                                1L << 40,
                                "low",
                                new AnswerForm.JsonOf("n", "{\"type\":\"object\"}", true)));
    }

    private static TurnRequested priced() {
        return TurnRequested.newBuilder(request())
                .setPrice(new ModelPrice(3_000_000L, 1_500_000L, 15_000_000L))
                .build();
    }

    private TurnWork work(TurnOutcome outcome) {
        TurnRunner runner =
                new TurnRunner() {
                    @Override
                    public TurnOutcome run(Turn turn) {
                        turns.add(turn);
                        return outcome;
                    }

                    @Override
                    public String target(String model) {
                        return model.isEmpty() ? "the-default" : model;
                    }
                };
        return new TurnWork(
                runner,
                new LaneWeights(8, 4, 1, 4),
                0.25,
                tokens,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static TurnRequested request() {
        return TurnRequested.newBuilder()
                .setTaskId("task")
                .setTenantId("tenant")
                .setAgent("agent")
                .setStep(2)
                .setAttempt(3)
                .setPrompt("Why?")
                .setTemperature(0.5)
                .setPassages(
                        List.of(
                                Passage.newBuilder()
                                        .setNumber(1)
                                        .setDocumentId("doc")
                                        .setTitle("Title")
                                        .setText("Because.")
                                        .setScore(0.9)
                                        .build()))
                .setDeadline(NOW.plusSeconds(60))
                .setRequestedAt(NOW)
                .build();
    }
}
