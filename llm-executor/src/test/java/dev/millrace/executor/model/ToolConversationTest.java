package dev.millrace.executor.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.executor.guard.Guards;
import dev.millrace.executor.work.ToolSpecifications;
import dev.millrace.executor.work.ToolSpecifications.ToolSpecification;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.Turn.Message.Returned;
import dev.millrace.executor.work.Turn.Message.Said;
import dev.millrace.executor.work.TurnOutcome;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnOutcome.Failed;
import dev.millrace.executor.work.TurnOutcome.Tokens;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ToolConversationTest {

    private static final String SCHEMA =
            """
            {"type":"object",
             "properties":{
               "order":{"type":"string","pattern":"^A-[0-9]+$","minLength":3},
               "lines":{"type":"array","items":{"$ref":"#/definitions/line"}},
               "anything":true},
             "required":["order"],
             "additionalProperties":false,
             "definitions":{"line":{"type":"object","properties":{"sku":{"const":"x"}}}}}
            """;

    private static final ToolSpecifications TOOLS =
            names ->
                    names.stream()
                            .filter("order"::equals)
                            .map(name -> new ToolSpecification(name, "Looks up orders.", SCHEMA))
                            .toList();

    private static final Turn TURN =
            Turns.with(
                    Turns.asking("Where is A-1?"),
                    List.of("order", "unknown"),
                    List.of(
                            new Said(
                                    "",
                                    List.of(
                                            new Turn.ToolCall("c1", "order", "{\"order\":\"A-1\"}"),
                                            new Turn.ToolCall("c2", "order", "not json"))),
                            new Returned("c1", "order", "On its way", false),
                            new Returned("c2", "order", "Arguments are no JSON object", true)));

    @Test
    void openAiIsToldOfToolsAndOfWhatTheyReturned() throws Exception {
        JsonNode body =
                bodyOf(
                        ModelProperties.Provider.OPENAI,
                        """
                        {"id":"1","object":"chat.completion","created":1,"model":"m","choices":[
                         {"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hi"}}],
                         "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""");

        assertThat(body.path("tools")).hasSize(1);
        JsonNode function = body.at("/tools/0/function");
        assertThat(function.path("name").asString()).isEqualTo("order");
        assertThat(function.path("description").asString()).isEqualTo("Looks up orders.");
        assertSchema(function.path("parameters"));
        JsonNode said = body.at("/messages/2");
        assertThat(said.path("role").asString()).isEqualTo("assistant");
        assertThat(said.at("/tool_calls/0/id").asString()).isEqualTo("c1");
        assertThat(said.at("/tool_calls/0/function/arguments").asString())
                .isEqualTo("{\"order\":\"A-1\"}");
        assertThat(said.at("/tool_calls/1/function/arguments").asString())
                .isEqualTo("{\"invalid_arguments\":\"not json\"}");
        assertThat(body.at("/messages/3/role").asString()).isEqualTo("tool");
        assertThat(body.at("/messages/3/tool_call_id").asString()).isEqualTo("c1");
        assertThat(body.at("/messages/3/content").asString()).isEqualTo("On its way");
        assertThat(body.at("/messages/4/tool_call_id").asString()).isEqualTo("c2");
    }

    @Test
    void anthropicIsToldOfToolsAndOfWhatTheyReturned() throws Exception {
        JsonNode body =
                bodyOf(
                        ModelProperties.Provider.ANTHROPIC,
                        """
                        {"id":"1","type":"message","role":"assistant","model":"m","stop_reason":"end_turn",
                         "content":[{"type":"text","text":"Hi"}],
                         "usage":{"input_tokens":1,"output_tokens":1}}""");

        assertThat(body.at("/tools/0/name").asString()).isEqualTo("order");
        assertSchema(body.at("/tools/0/input_schema"));
        assertThat(body.at("/messages/1/content/0/type").asString()).isEqualTo("tool_use");
        assertThat(body.at("/messages/1/content/0/input/order").asString()).isEqualTo("A-1");
        assertThat(body.at("/messages/2/content/0/tool_use_id").asString()).isEqualTo("c1");
        assertThat(body.at("/messages/2/content/1/is_error").asBoolean()).isTrue();
    }

    @Test
    void ollamaIsToldOfToolsAndOfWhatTheyReturned() throws Exception {
        JsonNode body =
                bodyOf(
                        ModelProperties.Provider.OLLAMA,
                        """
                        {"model":"m","created_at":"2026-01-01T00:00:00Z","done":true,"done_reason":"stop",
                         "message":{"role":"assistant","content":"Hi"},
                         "prompt_eval_count":1,"eval_count":1}""");

        assertThat(body.at("/tools/0/function/name").asString()).isEqualTo("order");
        assertThat(body.at("/tools/0/function/parameters/properties/order/pattern").asString())
                .isEqualTo("^A-[0-9]+$");
        assertThat(body.at("/messages/2/tool_calls/0/function/arguments/order").asString())
                .isEqualTo("A-1");
        assertThat(body.at("/messages/3/content").asString()).isEqualTo("On its way");
    }

    @Test
    void callsWithoutIdsGetSomeThatAreTheSameForTheSameAttemptOnly() throws Exception {
        Answered answered = (Answered) run(TURN, TWO_CALLS_WITHOUT_IDS);

        assertThat(answered.toolCalls())
                .extracting(Turn.ToolCall::arguments)
                .containsExactly("{\"order\":\"A-1\"}", "{\"order\":\"A-2\"}");
        assertThat(answered.finishReason()).isEqualTo("tool_calls");
        assertThat(ids(TURN))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-zA-Z0-9_-]{1,40}"))
                .isEqualTo(ids(TURN))
                .doesNotContainAnyElementsOf(ids(Turns.ofTask("another", TURN)));
    }

    private static final String TWO_CALLS_WITHOUT_IDS =
            """
            {"model":"m","created_at":"2026-01-01T00:00:00Z","done":true,
             "message":{"role":"assistant","content":"","tool_calls":[
               {"function":{"name":"order","arguments":{"order":"A-1"}}},
               {"function":{"name":"order","arguments":{"order":"A-2"}}}]},
             "prompt_eval_count":1,"eval_count":1}""";

    private static List<String> ids(Turn turn) throws InterruptedException {
        return ((Answered) run(turn, TWO_CALLS_WITHOUT_IDS))
                .toolCalls().stream().map(Turn.ToolCall::id).toList();
    }

    private static TurnOutcome run(Turn turn, String answer) throws InterruptedException {
        try (FakeModelServer server = FakeModelServer.answering(200, answer)) {
            return run(ModelProperties.Provider.OLLAMA, server, turn);
        }
    }

    @Test
    void thinkingAndTokensOfTheCacheAreTold() throws Exception {
        assertThat(
                        run(
                                ModelProperties.Provider.OPENAI,
                                """
                                {"id":"1","object":"chat.completion","created":1,"model":"m","choices":[
                                 {"index":0,"finish_reason":"stop","message":{"role":"assistant",
                                  "content":"Hi","reasoning_content":"A greeting."}}],
                                 "usage":{"prompt_tokens":100,"completion_tokens":7,"total_tokens":107,
                                  "prompt_tokens_details":{"cached_tokens":60}}}"""))
                .isInstanceOfSatisfying(
                        Answered.class,
                        answered -> {
                            assertThat(answered.reasoning()).isEqualTo("A greeting.");
                            assertThat(answered.tokens()).isEqualTo(new Tokens(100, 60, 7));
                        });
        assertThat(
                        run(
                                ModelProperties.Provider.ANTHROPIC,
                                """
                                {"id":"1","type":"message","role":"assistant","model":"m",
                                 "stop_reason":"tool_use","content":[
                                  {"type":"thinking","thinking":"Look it up.","signature":"s"},
                                  {"type":"text","text":"One moment."},
                                  {"type":"tool_use","id":"t1","name":"order","input":{"order":"A-1"}}],
                                 "usage":{"input_tokens":30,"output_tokens":7,
                                  "cache_creation_input_tokens":10,"cache_read_input_tokens":60}}"""))
                .isInstanceOfSatisfying(
                        Answered.class,
                        answered -> {
                            assertThat(answered.reasoning()).isEqualTo("Look it up.");
                            assertThat(answered.text()).isEqualTo("One moment.");
                            assertThat(answered.tokens()).isEqualTo(new Tokens(100, 60, 7));
                            Turn.ToolCall call = answered.toolCalls().getFirst();
                            assertThat(call.id()).isEqualTo("t1");
                            assertThat(JsonMapper.shared().readTree(call.arguments()).toString())
                                    .isEqualTo("{\"order\":\"A-1\"}");
                        });
    }

    @Test
    void whatAFailedCallUsedIsTold() throws Exception {
        String usage =
                "\"usage\":{\"prompt_tokens\":40,\"completion_tokens\":9,\"total_tokens\":49}";
        assertWasted(
                message("{\"role\":\"assistant\",\"content\":\"\"}", "length", usage), "malformed");
        assertWasted(
                message("{\"role\":\"assistant\",\"content\":null}", "content_filter", usage),
                "content-filter");
        assertWasted(
                message(
                        "{\"role\":\"assistant\",\"content\":null,\"refusal\":\"I will not\"}",
                        "stop",
                        usage),
                "content-filter");
        assertWasted("{\"choices\":[]," + usage + "}", "malformed");
    }

    private static String message(String message, String reason, String usage) {
        return "{\"choices\":[{\"index\":0,\"finish_reason\":\"%s\",\"message\":%s}],%s}"
                .formatted(reason, message, usage);
    }

    private static void assertWasted(String answer, String type) throws InterruptedException {
        assertThat(run(ModelProperties.Provider.OPENAI, answer))
                .as(answer)
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.type()).isEqualTo(type);
                            assertThat(failed.wasted()).contains(new Tokens(40, 0, 9));
                        });
    }

    private static void assertSchema(JsonNode schema) {
        assertThat(schema.at("/properties/order/pattern").asString()).isEqualTo("^A-[0-9]+$");
        assertThat(schema.at("/properties/order/minLength").asInt()).isEqualTo(3);
        assertThat(schema.at("/properties/lines/items/$ref").asString()).isEqualTo("#/$defs/line");
        assertThat(schema.at("/$defs/line/properties/sku/const").asString()).isEqualTo("x");
        assertThat(schema.at("/properties/anything").isObject()).isTrue();
        assertThat(schema.at("/required/0").asString()).isEqualTo("order");
    }

    private static JsonNode bodyOf(ModelProperties.Provider provider, String answer)
            throws InterruptedException {
        try (FakeModelServer server = FakeModelServer.answering(200, answer)) {
            assertThat(run(provider, server)).isInstanceOf(Answered.class);
            return JsonMapper.shared().readTree(server.requests().getFirst().body());
        }
    }

    private static TurnOutcome run(ModelProperties.Provider provider, String answer)
            throws InterruptedException {
        try (FakeModelServer server = FakeModelServer.answering(200, answer)) {
            return run(provider, server);
        }
    }

    private static TurnOutcome run(ModelProperties.Provider provider, FakeModelServer server)
            throws InterruptedException {
        return run(provider, server, TURN);
    }

    private static TurnOutcome run(
            ModelProperties.Provider provider, FakeModelServer server, Turn turn)
            throws InterruptedException {
        return Runners.of(provider, server.url(), Duration.ofSeconds(5), TOOLS, Guards.standard())
                .run(turn);
    }
}
