package dev.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.TaskEventKind;
import dev.millrace.TaskState;
import dev.millrace.gateway.limits.OpenRequests;
import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TaskView.Lookup;
import dev.millrace.gateway.view.TimelineEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
@GatewayOverHttp
@TestPropertySource(
        properties = {
            "millrace.gateway.streaming.heartbeat=200ms",
            // Who reads a stream sends nothing, and for longer than this.
            "millrace.gateway.http.body-silence=100ms",
            "millrace.keys[0].key=dev-key",
            "millrace.keys[0].tenant=dev",
            "millrace.keys[0].user=dev",
            "millrace.keys[0].roles=submitter,viewer"
        })
class TaskEventsHttpTest {

    private static final String EVENTS = "/v1/tasks/{id}/events";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    @Autowired private FakeView view;
    @Autowired private OpenRequests open;

    @Autowired private HttpCaller http;

    private record Event(String id, String name, String data) {}

    @Test
    void aTaskIsToldFromItsBeginToItsEnd() throws Exception {
        completed("whole");

        HttpResponse<String> response = send("/v1/tasks/whole/events");

        assertThat(response.statusCode()).isEqualTo(200);
        contract().check("GET", EVENTS, response);
        assertThat(response.headers().firstValue("X-Accel-Buffering")).contains("no");
        assertThat(response.body()).startsWith("retry: 1000\n\n");
        List<Event> events = events(response);
        assertThat(events)
                .extracting(Event::name)
                .containsExactly("state", "state", "step", "step", "delta", "result", "done");
        assertThat(events).extracting(Event::id).doesNotContain("").doesNotContainNull();
        assertThat(JSON.readTree(events.get(0).data()).get("state").asString())
                .isEqualTo("submitted");
        assertThat(JSON.readTree(events.get(2).data()).get("kind").asString())
                .isEqualTo("step_requested");
        assertThat(JSON.readTree(events.get(4).data()).get("text").asString())
                .isEqualTo("Because.\nIndeed.");
        assertThat(JSON.readTree(events.get(5).data()).at("/result/text").asString())
                .isEqualTo("Because.\nIndeed.");
        assertThat(events.get(6).data()).isEqualTo("{\"state\":\"completed\"}");
        Schemas schemas = new Schemas(contract());
        schemas.check("Task", events.get(0).data());
        schemas.check("TimelineEvent", events.get(2).data());
        schemas.check("Delta", events.get(4).data());
        schemas.check("Task", events.get(5).data());
        schemas.check("Done", events.get(6).data());
    }

    private record Schemas(OpenApiContract contract) {

        private void check(String name, String json) {
            assertThat(contract.allows(name, json)).as("%s: %s", name, json).isTrue();
        }
    }

    @Test
    void whoComesBackGetsWhatFollows() throws Exception {
        completed("again");
        List<Event> whole = events(send("/v1/tasks/again/events"));

        List<String> ids = whole.stream().map(Event::id).toList();
        for (String id : ids.subList(0, ids.size() - 2)) {
            // A state that a step brings has the id of what came before, and comes again with it.
            List<Event> rest = whole.subList(ids.indexOf(id) + 1, whole.size());
            assertThat(
                            events(
                                    http.send(
                                            request("/v1/tasks/again/events")
                                                    .header("Last-Event-ID", id))))
                    .as("after " + id)
                    .isEqualTo(rest);
            assertThat(events(send("/v1/tasks/again/events?lastEventId=" + id))).isEqualTo(rest);
        }
        String last = whole.getLast().id();
        assertThat(
                        events(
                                http.send(
                                        request("/v1/tasks/again/events")
                                                .header("Last-Event-ID", last))))
                .extracting(Event::name)
                .containsExactly("result", "done");
    }

    @Test
    void aTaskThatDoesNotCompleteEndsWithAnError() throws Exception {
        view.events(
                "failed",
                List.of(
                        event(0, TaskEventKind.submitted, TaskState.submitted, 0),
                        event(1, TaskEventKind.rejected, TaskState.rejected, 0)));
        view.answer(
                "failed",
                new Lookup.Found(
                        task(
                                "failed",
                                TaskState.rejected,
                                null,
                                new TaskStatus.Problem("validation", "Not valid", "no"))));

        List<Event> events = events(send("/v1/tasks/failed/events"));

        assertThat(events).extracting(Event::name).containsExactly("state", "error", "done");
        assertThat(JSON.readTree(events.get(1).data()).at("/error/type").asString())
                .isEqualTo("validation");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "1", "1.", ".1", "1.2.3", "-2.0", "1.-1", "1.99999999999999999999"})
    void whatIsNoIdIsRefused(String id) throws Exception {
        completed("one");

        HttpResponse<String> response =
                http.send(request("/v1/tasks/one/events").header("Last-Event-ID", id));

        assertThat(response.statusCode()).isEqualTo(400);
        contract().check("GET", EVENTS, response);
    }

    @Test
    void anUnknownTaskAndAViewThatMovesAreTold() throws Exception {
        view.answer("moving", new Lookup.Unavailable("the view moves"));

        HttpResponse<String> unknown =
                http.send(
                        request("/v1/tasks/unknown/events").header("Accept", "text/event-stream"));
        HttpResponse<String> moving = send("/v1/tasks/moving/events");

        assertThat(unknown.statusCode()).isEqualTo(404);
        contract().check("GET", EVENTS, unknown);
        assertThat(moving.statusCode()).isEqualTo(503);
        contract().check("GET", EVENTS, moving);
    }

    @Test
    void aQuietStreamShowsThatItLivesAndGoesOn() throws Exception {
        working("quiet");
        try (Socket socket = socket("quiet")) {
            BufferedReader lines = reader(socket);
            until(lines, ": keep-alive");
            until(lines, ": keep-alive");

            completed("quiet");

            until(lines, "event: done");
        }
        await().until(() -> view.followers() == 0);
    }

    @Test
    void whoGoesAwayLeavesNothingBehind() throws Exception {
        working("left");
        try (Socket socket = socket("left")) {
            until(reader(socket), ": keep-alive");
            assertThat(open.count(OpenRequests.Kind.STREAM)).isEqualTo(1);
        }

        await().atMost(Duration.ofSeconds(10))
                .until(() -> view.followers() == 0 && open.count(OpenRequests.Kind.STREAM) == 0);
    }

    @Test
    void askingForTheHeadDoesNotWaitForTheTask() throws Exception {
        working("head");

        HttpResponse<String> response =
                http.send(
                        request("/v1/tasks/head/events")
                                .method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        await().until(() -> view.followers() == 0);
    }

    private void working(String id) {
        view.events(id, List.of(event(0, TaskEventKind.submitted, TaskState.submitted, 0)));
        view.answer(id, new Lookup.Found(task(id, TaskState.submitted, null, null)));
    }

    private void completed(String id) {
        view.answer(
                id,
                new Lookup.Found(
                        task(
                                id,
                                TaskState.completed,
                                new TaskStatus.Result(
                                        "Because.\nIndeed.", List.of(), "model", false),
                                null)));
        view.events(
                id,
                List.of(
                        event(0, TaskEventKind.submitted, TaskState.submitted, 0),
                        event(1, TaskEventKind.admitted, TaskState.submitted, 0),
                        event(2, TaskEventKind.step_requested, TaskState.working, 1),
                        event(3, TaskEventKind.step_completed, TaskState.working, 1),
                        event(4, TaskEventKind.completed, TaskState.completed, 1)));
    }

    private static TimelineEvent event(
            long sequence, TaskEventKind kind, TaskState state, int step) {
        return new TimelineEvent(sequence, AT, kind, state, step, "", "", null, null, null);
    }

    /** Submitted just now, so that words could still be there. */
    private static TaskStatus task(
            String id, TaskState state, TaskStatus.Result result, TaskStatus.Problem error) {
        Instant now = Instant.now();
        return new TaskStatus(
                id, "dev", "default", state, 1, 3, now, now, 4, result, null, error, null, null);
    }

    private OpenApiContract contract() throws Exception {
        return new OpenApiContract(send("/openapi.yaml").body());
    }

    private Socket socket(String id) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port());
        socket.getOutputStream()
                .write(
                        ("GET /v1/tasks/"
                                        + id
                                        + "/events HTTP/1.1\r\nHost: x\r\nX-API-Key: dev-key\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static void until(BufferedReader lines, String wanted) throws IOException {
        for (String line = lines.readLine(); !wanted.equals(line); line = lines.readLine()) {
            assertThat(line).as("waiting for " + wanted).isNotNull();
        }
    }

    private HttpRequest.Builder request(String path) {
        return http.request(path).timeout(Duration.ofSeconds(30)).header("X-API-Key", "dev-key");
    }

    private HttpResponse<String> send(String path) throws Exception {
        return http.send(request(path));
    }

    private static List<Event> events(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<Event> events = new ArrayList<>();
        for (String block : response.body().split("\n\n")) {
            if (block.startsWith("id: ")) {
                String[] lines = block.split("\n");
                assertThat(lines).hasSize(3);
                events.add(
                        new Event(
                                lines[0].substring("id: ".length()),
                                lines[1].substring("event: ".length()),
                                lines[2].substring("data: ".length())));
            }
        }
        return events;
    }
}
