package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.devstack.Health;
import dev.millrace.devstack.Ports;
import dev.millrace.devstack.ProcessStatus;
import dev.millrace.simulatedllm.ReplyScript;
import dev.millrace.simulatedllm.SimulationConfig;
import dev.millrace.systemtests.OpenAiCaller.Told;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What readers of streams see when the process behind the words, or their gateway, is killed. */
@Order(11)
class BrokenStreamsIT {

    private static final String OTHER = Ports.GATEWAY + "-3";
    private static final String AGENT = "speaker";
    private static final String PROMPT = "Tell a story";
    private static final String DELTA = "response.output_text.delta";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final String STORY =
            IntStream.range(0, 200)
                    .mapToObj(i -> "word" + i)
                    .collect(Collectors.joining(" ", "Once ", "."));

    /** Half of it passes before the first word. */
    private static final SimulationConfig SLOW =
            SimulationConfig.DEFAULT
                    .withLatency(Duration.ofSeconds(12))
                    .withScript(ReplyScript.parse("- contains: " + PROMPT + "\n  text: " + STORY));

    private static final Pipeline PIPELINE = Pipeline.shared();
    private static final TaskClient TASKS = PIPELINE.client();
    private static final OpenAiCaller CALLER = new OpenAiCaller(PIPELINE.url(Ports.GATEWAY));

    @AfterEach
    void configureTheModel() {
        PIPELINE.model().configure(SimulationConfig.DEFAULT);
    }

    @AfterAll
    static void close() {
        TASKS.close();
        CALLER.close();
    }

    @Test
    void aCallThatIsRepeatedInOtherWordsTakesBackWhatWasStreamed() throws Exception {
        PIPELINE.model().configure(SLOW.withVary(true));
        int restarts = PIPELINE.status(Ports.LLM_EXECUTOR).restarts();
        String id = TASKS.start(AGENT, PROMPT);
        try (EventSource task = new EventSource(id);
                EventSource later = new EventSource(id)) {
            CompletableFuture<Void> reading = readToTheEnd(task);
            Told chat =
                    CALLER.stream(
                            "/v1/chat/completions",
                            Map.of(
                                    "model",
                                    AGENT,
                                    "messages",
                                    List.of(Map.of("role", "user", "content", PROMPT)),
                                    "stream",
                                    true));
            Told response = stream(CALLER, false);
            await().atMost(PATIENCE)
                    .until(
                            () ->
                                    task.count("delta") >= 3
                                            && chat.events().size() >= 4
                                            && response.count(DELTA) >= 3);
            PIPELINE.kill(Ports.LLM_EXECUTOR);
            assertThat(task.count("result")).isZero();
            assertThat(List.of(chat.end(), response.end())).noneMatch(CompletableFuture::isDone);

            reading.join();
            String text = TASKS.await(id).at("/result/text").asString();
            assertThat(text).isEqualTo("Call 2: " + STORY);
            assertTakenBack(task, text);
            readToTheEnd(later).join();
            assertTakenBack(later, text);
            assertBrokenOff(chat);
            assertBrokenOffAndRetrievable(response);
        }
        await().atMost(PATIENCE).until(() -> isBack(PIPELINE.status(Ports.LLM_EXECUTOR), restarts));
    }

    /** The words of the first call, a reset, and then those that count. */
    private static void assertTakenBack(EventSource task, String text) {
        List<String> names = task.received().stream().map(EventSource.Event::name).toList();
        assertThat(names).containsOnlyOnce("reset").containsOnlyOnce("result");
        assertThat(names.getLast()).isEqualTo("done");
        int reset = names.indexOf("reset");
        assertThat(words(task.received().subList(0, reset)))
                .startsWith("Call 1: Once ")
                .isSubstringOf("Call 1: " + STORY);
        assertThat(words(task.received().subList(reset, names.size()))).isEqualTo(text);
        assertThat(task.words()).isEqualTo(text);
    }

    private static String words(List<EventSource.Event> events) {
        return events.stream()
                .filter(event -> event.name().equals("delta"))
                .map(event -> event.data().get("text").asString())
                .collect(Collectors.joining());
    }

    private static void assertBrokenOff(Told chat) {
        assertThat(chat.isDone()).isFalse();
        assertThat(chat.events().getLast().at("/error/code").asString()).isEqualTo("stream_broken");
        String said =
                chat.events().stream()
                        .map(chunk -> chunk.at("/choices/0/delta/content").asString(""))
                        .collect(Collectors.joining());
        assertThat("Call 1: " + STORY).startsWith(said);
    }

    private static void assertBrokenOffAndRetrievable(Told response) {
        assertThat(response.isDone()).isFalse();
        assertThat(response.types()).containsOnlyOnce("error").endsWith("error");
        assertNumbered(response.events());
        assertThat("Call 1: " + STORY).startsWith(text(response.events()));
        JsonNode retrieved = retrieveCompleted(id(response));
        assertThat(retrieved.at("/output/0/content/0/text").asString())
                .isEqualTo("Call 2: " + STORY);
    }

    @Test
    void aStreamOfAResponseGoesOnAtTheOtherInstanceWhenItsOwnIsKilled() throws Exception {
        PIPELINE.model().configure(SLOW);
        try (OpenAiCaller killed = new OpenAiCaller(PIPELINE.addGateway("3"))) {
            List<Told> begun = List.of(stream(killed, true), stream(killed, false));
            await().atMost(PATIENCE)
                    .until(() -> begun.stream().allMatch(told -> told.count(DELTA) >= 3));
            PIPELINE.kill(OTHER);

            for (Told told : begun) {
                assertThatThrownBy(told.end()::join)
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(IOException.class);
                assertThat(told.types()).doesNotContain("response.completed", "error");
                assertGoesOn(told);
            }
        } finally {
            PIPELINE.stop(OTHER);
        }
    }

    /** At the instance that lives, from the last number that was received on. */
    private static void assertGoesOn(Told broken) {
        long last = broken.events().getLast().get("sequence_number").asLong();
        Told rest = CALLER.resume(id(broken), last);
        assertThat(rest.end().join()).isFalse();

        List<JsonNode> all = new ArrayList<>(broken.events());
        all.addAll(rest.events());
        assertNumbered(all);
        assertThat(text(rest.events())).isNotEmpty();
        assertThat(text(all)).isEqualTo(STORY);
        JsonNode end = all.getLast();
        assertThat(end.get("type").asString()).isEqualTo("response.completed");
        assertThat(end.at("/response/output/0/content/0/text").asString()).isEqualTo(STORY);
        Told again = CALLER.resume(id(broken), 0);
        assertThat(again.end().join()).isFalse();
        assertThat(again.events()).isEqualTo(all.subList(1, all.size()));
    }

    private static Told stream(OpenAiCaller caller, boolean background) {
        return caller.stream(
                "/v1/responses",
                Map.of("model", AGENT, "input", PROMPT, "stream", true, "background", background));
    }

    private static CompletableFuture<Void> readToTheEnd(EventSource source) {
        CompletableFuture<Void> reading = new CompletableFuture<>();
        Thread.startVirtualThread(
                () -> {
                    try {
                        source.readUntil(
                                PIPELINE.url(Ports.GATEWAY), _ -> source.count("done") > 0);
                        reading.complete(null);
                    } catch (IOException | InterruptedException e) {
                        reading.completeExceptionally(e);
                    }
                });
        return reading;
    }

    private static JsonNode retrieveCompleted(String id) {
        return await().atMost(PATIENCE)
                .until(
                        () -> CALLER.retrieve(id),
                        found -> found.get("status").asString().equals("completed"));
    }

    private static void assertNumbered(List<JsonNode> events) {
        assertThat(events)
                .extracting(event -> event.get("sequence_number").asInt())
                .isEqualTo(IntStream.range(0, events.size()).boxed().toList());
    }

    private static String text(List<JsonNode> events) {
        return events.stream()
                .filter(event -> event.get("type").asString().equals(DELTA))
                .map(event -> event.get("delta").asString())
                .collect(Collectors.joining());
    }

    private static String id(Told response) {
        return response.events().getFirst().at("/response/id").asString();
    }

    private static boolean isBack(ProcessStatus status, int restarts) {
        return status.restarts() > restarts && status.health() == Health.HEALTHY;
    }
}
