package dev.millrace.simulatedllm;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Answers model calls: counts each, draws its latency and fault, waits and replies. Owns the
 * configuration in force; a call keeps the one with which it began.
 */
final class ModelCalls {

    private record Simulation(SimulationConfig config, ScriptRun script) {}

    /** A call under way. */
    private record Call(
            HttpConnection connection,
            String model,
            String id,
            Fault fault,
            Duration latency,
            Duration retryAfter,
            int number,
            boolean vary) {

        Call taking(@Nullable Duration time) {
            return time == null
                    ? this
                    : new Call(connection, model, id, fault, time, retryAfter, number, vary);
        }

        /** The reply, in words that no other call of the step gets, if they are to differ. */
        Reply varied(Reply reply) {
            return vary && !reply.text().isEmpty()
                    ? new Reply(
                            "Call " + number + ": " + reply.text(),
                            reply.reasoning(),
                            reply.toolCalls())
                    : reply;
        }
    }

    private static final String SIMULATED = " (simulated)";

    private final CallCounter counter = new CallCounter();
    private volatile Simulation simulation;

    ModelCalls(SimulationConfig config) {
        this.simulation = new Simulation(config, new ScriptRun(config.script()));
    }

    SimulationConfig config() {
        return simulation.config();
    }

    /**
     * Puts another configuration in force; a script that is not given anew goes on where it was.
     */
    // A script that is given again starts over, also when it says the same.
    @SuppressWarnings("ReferenceEquality")
    void configure(SimulationConfig config) {
        Simulation current = simulation;
        boolean sameScript = current.config().script() == config.script();
        simulation =
                new Simulation(
                        config, sameScript ? current.script() : new ScriptRun(config.script()));
    }

    CallCounter counter() {
        return counter;
    }

    void chat(HttpRequest request, HttpConnection connection) throws IOException {
        count(request, connection, this::answerChat);
    }

    void embed(HttpRequest request, HttpConnection connection) throws IOException {
        count(
                request,
                connection,
                (step, body, call, _) -> {
                    byte[] answer = OpenAiJson.bytes(Embeddings.answer(body));
                    answerPlain(call, answer);
                });
    }

    /** What is done with a call once it is counted and its fate drawn. */
    private interface Answering {
        void answer(String step, JsonNode body, Call call, ScriptRun script) throws IOException;
    }

    private void count(HttpRequest request, HttpConnection connection, Answering answering)
            throws IOException {
        Simulation now = simulation;
        String step = step(request);
        int before = counter.begin(step);
        String model = "";
        try {
            JsonNode body = parse(request.body());
            model = ChatRequest.model(body);
            counter.called(model);
            Call call = draw(now.config(), model, step, before, connection);
            if (refuse(call)) {
                return;
            }
            answering.answer(step, body, call, now.script());
        } catch (InvalidSetting e) {
            counter.error(model);
            connection.respond(
                    400,
                    OpenAiJson.error(e.getMessage(), "invalid_request_error", e.field(), null));
        } catch (ClientGone e) {
            counter.abandoned();
            throw e;
        } finally {
            counter.end();
        }
    }

    private String step(HttpRequest request) {
        String key = request.header("idempotency-key");
        return key == null ? counter.unnamedStep() : key;
    }

    /** The same seed, step and repetition draw the same fate, in whatever order calls come in. */
    private static Call draw(
            SimulationConfig config,
            String model,
            String step,
            int before,
            HttpConnection connection) {
        String id = "chatcmpl-%08x-%d".formatted(step.hashCode(), before);
        var random = new SplittableRandom(config.seed() * 31 + id.hashCode() * 0x9E3779B97F4A7C15L);
        return new Call(
                connection,
                model,
                id,
                config.faults(model).pick(random),
                config.latency().sample(random),
                config.retryAfter(),
                before + 1,
                config.vary());
    }

    /** Handles the faults of which no answer is left. */
    private boolean refuse(Call call) throws IOException {
        switch (call.fault()) {
            case RATE_LIMITED -> {
                counter.error(call.model());
                call.connection().respond(429, retryHeaders(call.retryAfter()), rateLimited());
                return true;
            }
            case SERVER_ERROR -> {
                counter.error(call.model());
                call.connection().waitFor(call.latency());
                call.connection()
                        .respond(
                                500,
                                OpenAiJson.error(
                                        "The server had an error" + SIMULATED, "server_error"));
                return true;
            }
            case HANG -> {
                counter.error(call.model());
                call.connection().waitForEver();
                return true;
            }
            case MALFORMED, CUT -> counter.error(call.model());
            case NONE -> {}
        }
        return false;
    }

    private void answerChat(String step, JsonNode body, Call call, ScriptRun script)
            throws IOException {
        ChatRequest request = ChatRequest.parse(body);
        Optional<ScriptedReply> entry = script.entry(step, request);
        Reply reply =
                call.varied(
                        entry.map(e -> e.reply(request)).orElseGet(() -> DefaultReply.to(request)));
        Call timed = call.taking(entry.map(ScriptedReply::latency).orElse(null));
        if (request.stream()) {
            stream(timed, OpenAiJson.events(call.id(), request, reply));
        } else {
            answerPlain(timed, OpenAiJson.bytes(OpenAiJson.completion(call.id(), request, reply)));
        }
    }

    private static void answerPlain(Call call, byte[] answer) throws IOException {
        call.connection().waitFor(call.latency());
        switch (call.fault()) {
            case CUT -> call.connection().respondHalf(answer);
            case MALFORMED ->
                    call.connection().respond(200, Arrays.copyOf(answer, answer.length * 2 / 3));
            default -> call.connection().respond(200, answer);
        }
    }

    /** Half of the latency passes before the first word, the rest between the words. */
    private static void stream(Call call, List<String> events) throws IOException {
        HttpConnection connection = call.connection();
        Duration first = call.latency().dividedBy(2);
        Duration between = call.latency().minus(first).dividedBy(events.size());
        connection.waitFor(first);
        connection.startEvents();
        for (int i = 0; i < events.size(); i++) {
            if (i == events.size() / 2 && call.fault() == Fault.CUT) {
                connection.cutEvents();
                return;
            }
            String event = events.get(i);
            boolean broken = i == events.size() / 2 && call.fault() == Fault.MALFORMED;
            connection.sendEvent(broken ? event.substring(0, event.length() / 2) : event);
            connection.waitFor(between);
        }
        connection.sendEvent("[DONE]");
        connection.endEvents();
    }

    private static JsonNode parse(String body) {
        try {
            JsonNode json = OpenAiJson.MAPPER.readTree(body);
            if (!json.isObject()) {
                throw new InvalidSetting("body", "must be a JSON object.");
            }
            return json;
        } catch (JacksonException e) {
            throw new InvalidSetting("body", "is not JSON: " + e.getOriginalMessage());
        }
    }

    private static Map<String, String> retryHeaders(Duration retryAfter) {
        long seconds = Math.ceilDiv(retryAfter.toMillis(), 1000L);
        return Map.of(
                "Retry-After", Long.toString(seconds),
                "retry-after-ms", Long.toString(retryAfter.toMillis()));
    }

    private static byte[] rateLimited() {
        return OpenAiJson.error(
                "Rate limit reached for requests" + SIMULATED,
                "requests",
                null,
                "rate_limit_exceeded");
    }
}
