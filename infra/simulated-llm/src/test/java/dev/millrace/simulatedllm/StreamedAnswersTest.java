package dev.millrace.simulatedllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

class StreamedAnswersTest {

    private static final SimulationConfig AT_ONCE =
            SimulationConfig.DEFAULT.withLatency(Duration.ZERO);
    private static final String BODY =
            """
            {"model":"m","stream":true,"stream_options":{"include_usage":%s},
             "messages":[{"role":"user","content":"What turns the wheel of the mill?"}]}""";

    private SimulatedModelServer server;
    private ModelClient client;

    @BeforeEach
    void start() throws IOException {
        server = SimulatedModelServer.start(AT_ONCE);
        client = new ModelClient(server.port());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void usageComesLastAndOnlyIfItIsAskedFor() throws Exception {
        List<JsonNode> with = events(ask(true));
        assertThat(with.getLast().at("/usage/completion_tokens").asInt()).isPositive();
        assertThat(with.getLast().path("choices")).isEmpty();
        assertThat(events(ask(false))).noneMatch(event -> event.has("usage"));
        assertThat(server.stats().calls()).isEqualTo(2);
    }

    @Test
    void toolCallsComeInPartsAsOpenAisDo() throws Exception {
        server.configure(
                AT_ONCE.withScript(
                        ReplyScript.parse(
                                """
                                - toolCalls:
                                    - name: forecast
                                      arguments: {city: New York, days: 2}
                                    - name: clock
                                """)));
        List<JsonNode> calls =
                events(ask(true)).stream()
                        .map(event -> event.at("/choices/0/delta/tool_calls/0"))
                        .filter(call -> !call.isMissingNode())
                        .toList();

        assertThat(calls.getFirst().at("/function/name").asString()).isEqualTo("forecast");
        assertThat(calls.getFirst().at("/function/arguments").asString()).isEmpty();
        assertThat(calls).filteredOn(call -> call.has("id")).hasSize(2);
        assertThat(arguments(calls, 0)).isEqualTo("{\"city\":\"New York\",\"days\":2}");
        assertThat(arguments(calls, 1)).isEqualTo("{}");
        assertThat(calls).hasSizeGreaterThan(4);
    }

    @Test
    void aRepeatedCallGetsOtherWordsIfTheyAreToVary() throws Exception {
        assertThat(text(events(post("t/1")))).isEqualTo(text(events(post("t/1"))));
        server.configure(AT_ONCE.withVary(true));
        assertThat(text(events(post("t/2")))).startsWith("Call 1: You said");
        assertThat(text(events(post("t/2")))).startsWith("Call 2: You said");
        assertThat(server.stats().duplicates()).isEqualTo(2);
    }

    @Test
    void repliesCanBeForRequestsThatOfferATool() throws Exception {
        server.configure(
                AT_ONCE.withScript(
                        ReplyScript.parse("[{offers: forecast, text: yes}, {text: no}]")));
        String offering =
                BODY.formatted(true)
                        .replace(
                                "\"messages\"",
                                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"forecast\"}}],\"messages\"");
        assertThat(text(events(client.post("/v1/chat/completions", offering)))).isEqualTo("yes");
        assertThat(text(events(ask(true)))).isEqualTo("no");
    }

    @Test
    void refusalsComeInsteadOfAStream() throws Exception {
        server.configure(AT_ONCE.withFaults(new FaultRates(1, 0, 0, 0, 0)));
        assertThat(ask(true).statusCode()).isEqualTo(429);
        server.configure(AT_ONCE.withFaults(new FaultRates(0, 1, 0, 0, 0)));
        assertThat(ask(true).statusCode()).isEqualTo(500);
        assertThat(server.stats().errors()).isEqualTo(2);
    }

    @Test
    void aMalformedStreamHasAnEventThatIsNoJson() throws Exception {
        server.configure(AT_ONCE.withFaults(new FaultRates(0, 0, 0, 1, 0)));
        HttpResponse<String> answer = ask(true);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> events(answer)).isInstanceOf(JacksonException.class);
    }

    @Test
    void aCutStreamBreaksOff() {
        server.configure(AT_ONCE.withFaults(new FaultRates(0, 0, 0, 0, 1)));
        assertThatThrownBy(() -> ask(true)).isInstanceOf(IOException.class);
    }

    @Test
    void aStreamThatHangsEndsWhenTheClientGoesAway() throws Exception {
        server.configure(AT_ONCE.withFaults(new FaultRates(0, 0, 1, 0, 0)));
        CompletableFuture<?> call = CompletableFuture.runAsync(() -> askQuietly());
        await().until(() -> server.stats().inFlight() == 1);
        client.close();
        await().until(() -> server.stats().abandoned() == 1 && server.stats().inFlight() == 0);
        await().until(call::isDone);
    }

    private void askQuietly() {
        try {
            ask(true);
        } catch (IOException | InterruptedException _) {
            // The client is closed.
        }
    }

    private HttpResponse<String> ask(boolean usage) throws IOException, InterruptedException {
        return client.post("/v1/chat/completions", BODY.formatted(usage));
    }

    private HttpResponse<String> post(String step) throws IOException, InterruptedException {
        return client.send(step, BODY.formatted(true));
    }

    private static List<JsonNode> events(HttpResponse<String> answer) {
        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
        List<JsonNode> events = new ArrayList<>();
        for (String event : answer.body().split("\n\n")) {
            if (!event.equals("data: [DONE]")) {
                events.add(OpenAiJson.MAPPER.readTree(event.substring("data: ".length())));
            }
        }
        return events;
    }

    private static String text(List<JsonNode> events) {
        return events.stream()
                .map(event -> event.at("/choices/0/delta/content").asString(""))
                .collect(Collectors.joining());
    }

    private static String arguments(List<JsonNode> calls, int index) {
        return calls.stream()
                .filter(call -> call.path("index").asInt() == index)
                .map(call -> call.at("/function/arguments").asString(""))
                .collect(Collectors.joining());
    }
}
