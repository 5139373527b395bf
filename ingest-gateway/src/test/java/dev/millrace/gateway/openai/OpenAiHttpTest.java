package dev.millrace.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import dev.millrace.TaskState;
import dev.millrace.gateway.GatewayApplication;
import dev.millrace.gateway.deadletters.LettersInMemory;
import dev.millrace.gateway.http.FakeAudit;
import dev.millrace.gateway.http.GatewayOverHttp;
import dev.millrace.gateway.http.HttpCaller;
import dev.millrace.gateway.http.OpenApiContract;
import dev.millrace.gateway.openai.FakePipeline.Plan;
import dev.millrace.gateway.submission.Conversation;
import dev.millrace.gateway.submission.NewTask;
import dev.millrace.gateway.view.TaskStatus;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
@GatewayOverHttp(
        classes = {
            GatewayApplication.class,
            OpenAiHttpTest.Fakes.class,
            HttpCaller.class,
            LettersInMemory.class
        })
@TestPropertySource(
        properties = {
            "millrace.agents.folder=${user.dir}/../agents",
            "millrace.gateway.openai.look=100ms",
            "millrace.gateway.openai.heartbeat=200ms",
            "millrace.keys[0].key=dev-key",
            "millrace.keys[0].tenant=dev",
            "millrace.keys[0].user=dev",
            "millrace.keys[0].roles=submitter",
            "millrace.keys[1].key=other-key",
            "millrace.keys[1].tenant=other",
            "millrace.keys[1].roles=submitter"
        })
class OpenAiHttpTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CHAT = "/v1/chat/completions";
    private static final String RESPONSES = "/v1/responses";
    private static final String HELLO =
            "{\"model\":\"default\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    @TestConfiguration
    static class Fakes {

        @Bean
        @Primary
        FakePipeline fakePipeline() {
            return new FakePipeline();
        }

        @Bean
        FakeAudit fakeAudit() {
            return new FakeAudit();
        }
    }

    @Autowired private FakePipeline pipeline;

    @Autowired private HttpCaller http;

    private OpenApiContract contract;

    @BeforeEach
    void begin() throws Exception {
        pipeline.reset();
        contract = new OpenApiContract(http.send(request("/openapi.yaml")).body());
    }

    @Test
    void aChatIsAnsweredInOpenAisForm() throws Exception {
        HttpResponse<String> response = post(CHAT, HELLO);

        contract.check("POST", CHAT, response);
        JsonNode body = JSON.readTree(response.body());
        NewTask task = pipeline.tasks().getFirst();
        assertThat(body.get("id").asString()).isEqualTo("chatcmpl-" + task.id());
        assertThat(body.at("/choices/0/message/content").asString()).isEqualTo("Hello there.");
        assertThat(body.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(10);
        assertThat(body.at("/usage/completion_tokens").asInt()).isEqualTo(5);
        assertThat(body.at("/usage/prompt_tokens_details/cached_tokens").asInt()).isEqualTo(4);
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
        assertThat(task.prompt()).isEqualTo("Hi");
        assertThat(task.stream()).isFalse();
    }

    @Test
    void aWholeConversationBecomesOneTask() throws Exception {
        HttpResponse<String> response =
                post(
                        CHAT,
                        """
                        {"model":"default","temperature":0.5,"top_p":0.9,"max_completion_tokens":50,"stop":"END",
                        "seed":7,"reasoning_effort":"low","service_tier":"flex","metadata":{"k":"v"},"user":"u",
                        "parallel_tool_calls":false,"response_format":{"type":"json_object"},
                        "tools":[{"type":"function","function":{"name":"look","description":"Looks",
                        "parameters":{"type":"object","properties":{"at":{"type":"string"}}},"strict":true}}],
                        "tool_choice":{"type":"function","function":{"name":"look"}},
                        "messages":[{"role":"system","content":"Be kind."},
                        {"role":"user","content":[{"type":"text","text":"One"},{"type":"text","text":"Two"}]},
                        {"role":"assistant","content":"Yes."},{"role":"developer","content":"Be short."},
                        {"role":"user","content":"Three"},
                        {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",
                        "function":{"name":"look","arguments":"{\\"at\\":1}"}}]},
                        {"role":"tool","tool_call_id":"c1","content":"seen"}]}""");

        assertThat(response.statusCode()).isEqualTo(200);
        NewTask task = pipeline.tasks().getFirst();
        assertThat(task.prompt()).isEqualTo("Three");
        assertThat(task.priority().name()).isEqualTo("LOW");
        assertThat(task.metadata()).containsEntry("k", "v");
        assertThat(task.conversation())
                .isEqualTo(
                        new Conversation(
                                "Be kind.\n\nBe short.",
                                List.of(
                                        new Conversation.UserSaid("One\nTwo"),
                                        new Conversation.ModelSaid("Yes.", List.of())),
                                List.of(
                                        new Conversation.ModelSaid(
                                                "",
                                                List.of(
                                                        new Conversation.ToolCall(
                                                                "c1", "look", "{\"at\":1}"))),
                                        new Conversation.ToolReturned("c1", "look", "seen")),
                                List.of(
                                        new Conversation.Tool(
                                                "look",
                                                "Looks",
                                                "{\"type\":\"object\",\"properties\":{\"at\":{\"type\":\"string\"}}}",
                                                true)),
                                "name:look",
                                false,
                                new Conversation.Wishes(
                                        0.5, 0.9, 50, List.of("END"), 7L, "low", "json_object")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"messages\":[]} | 400 | model | missing_required_parameter",
                "{\"model\":\"default\"} | 400 | messages | missing_required_parameter",
                "{\"model\":\"default\",\"messages\":[]} | 400 | messages | invalid_value",
                "{\"model\":\"nobody\",\"messages\":[]} | 404 | model | model_not_found",
                "{\"model\":\"default\",\"messages\":[{\"role\":\"user\",\"content\":\"\"}]} | 400 | messages[0].content | invalid_value",
                "{\"model\":\"default\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]} | 400 | messages[0].content[0].type | unsupported_parameter",
                "{\"model\":\"default\",\"n\":2,\"messages\":[]} | 400 | n | unsupported_parameter",
                "{\"model\":\"default\",\"logprobs\":true,\"messages\":[]} | 400 | logprobs | unsupported_parameter",
                "{\"model\":\"default\",\"nonsense\":1,\"messages\":[]} | 400 | nonsense | unknown_parameter",
                "{\"model\":\"default\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"tool\",\"tool_call_id\":\"x\",\"content\":\"b\"}]} | 400 | messages[1].tool_call_id | invalid_value",
                "{\"model\":\"default\",\"temperature\":3,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} | 400 | temperature | invalid_value",
                "{\"model\":\"default\",\"temperature\":\"1\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} | 400 | temperature | invalid_value",
                "{\"model\":\"default\",\"stream_options\":{},\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} | 400 | stream_options | invalid_value",
                "{\"model\":\"default\",\"tools\":[{\"type\":\"web_search\"}],\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} | 400 | tools[0].type | unsupported_parameter",
                "{\"model\":\"researcher\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"calculator\"}}],\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} | 400 | tools[0].function.name | invalid_value",
                "{\"model\":\"default\",\"stop\":\"\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} | 400 | stop | invalid_value",
                "{\"model\":\"default\",\"stop\":[\"a\",\"\"],\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} | 400 | stop[1] | invalid_value",
                "{\"model\":\"default\",\"messages\":[{\"role\":\"user\",\"content\":\"\\u0001\"}]} | 400 | messages[0].content | invalid_value",
                "[] | 400 | $ | invalid_value",
                "{\"model\": | 400 | | unreadable_body",
                "{\"model\":\"\\ud800\"} | 400 | | unreadable_body"
            })
    void aBadChatIsRefusedWithTheParameterNamed(String body, int status, String param, String code)
            throws Exception {
        HttpResponse<String> response = post(CHAT, body);

        assertThat(response.statusCode()).isEqualTo(status);
        contract.check("POST", CHAT, response);
        JsonNode error = JSON.readTree(response.body()).get("error");
        assertThat(error.get("param").asString(null)).isEqualTo("$".equals(param) ? null : param);
        assertThat(error.get("code").asString()).isEqualTo(code);
        assertThat(error.get("type").asString()).isEqualTo("invalid_request_error");
        assertThat(pipeline.tasks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"model\":\"default\",\"input\":\"a\",\"previous_response_id\":\"resp_1\"} | 400 | previous_response_id",
                "{\"model\":\"default\",\"input\":[{\"type\":\"item_reference\"}]} | 400 | input[0].type",
                "{\"model\":\"default\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\"}]}]} | 400 | input[0].content[0].type",
                "{\"model\":\"default\",\"input\":[{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"},{\"role\":\"user\",\"content\":\"a\"}]} | 400 | input[0]",
                "{\"model\":\"default\",\"input\":[]} | 400 | input",
                "{\"model\":\"default\"} | 400 | input",
                "{\"model\":\"nobody\",\"input\":\"a\"} | 404 | model"
            })
    void aBadRequestForAResponseIsRefusedWithTheParameterNamed(
            String body, int status, String param) throws Exception {
        HttpResponse<String> response = post(RESPONSES, body);

        assertThat(response.statusCode()).isEqualTo(status);
        contract.check("POST", RESPONSES, response);
        assertThat(JSON.readTree(response.body()).at("/error/param").asString()).isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 190000, 200",
        "1000, 204800, 400",
        "1999, 0, 200",
        "2000, 0, 200",
        "2001, 0, 400",
        "1, 262000, 200",
        "1, 262144, 400"
    })
    void aConversationIsAsLongAsAdmissionTakesIt(int messages, int instructions, int status)
            throws Exception {
        String body =
                "{\"model\":\"default\",\"messages\":[{\"role\":\"system\",\"content\":\""
                        + "x".repeat(instructions)
                        + "\"}"
                        + ",{\"role\":\"assistant\",\"content\":\"a\"}".repeat(messages)
                        + ",{\"role\":\"user\",\"content\":\"b\"}]}";

        HttpResponse<String> response = post(CHAT, body);

        assertThat(response.statusCode()).isEqualTo(status);
        if (status == 400) {
            JsonNode error = JSON.readTree(response.body()).get("error");
            assertThat(error.get("param").asString()).isEqualTo("messages");
            assertThat(error.get("code").asString()).isEqualTo("context_length_exceeded");
            assertThat(pipeline.tasks()).isEmpty();
        }
    }

    @Test
    void textIsMeasuredInTheFormInWhichItGoesOn() throws Exception {
        String growing = "\u0958";
        String frame =
                "{\"model\":\"default\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";

        assertThat(post(CHAT, frame.formatted(growing.repeat(5_000))).statusCode()).isEqualTo(200);
        assertThat(pipeline.tasks().getFirst().prompt()).hasSize(10_000);
        assertThat(post(CHAT, frame.formatted(growing.repeat(5_001))).statusCode()).isEqualTo(400);
    }

    @Test
    void theLimitOfCharactersIsForEachMessageOfTheUser() throws Exception {
        String long1 = "x".repeat(10_000);
        String frame =
                "{\"model\":\"default\",\"messages\":[{\"role\":\"system\",\"content\":\"%s\"},"
                        + "{\"role\":\"user\",\"content\":\"%s\"},{\"role\":\"user\",\"content\":\"%s\"}]}";

        assertThat(post(CHAT, frame.formatted(long1 + long1, long1, long1)).statusCode())
                .isEqualTo(200);
        HttpResponse<String> refused = post(CHAT, frame.formatted("s", long1 + "y", long1));
        assertThat(refused.statusCode()).isEqualTo(400);
        JsonNode error = JSON.readTree(refused.body()).get("error");
        assertThat(error.get("param").asString()).isEqualTo("messages[1].content");
        assertThat(error.get("code").asString()).isEqualTo("context_length_exceeded");
        assertThat(post(CHAT, frame.formatted("z".repeat(262_145), "a", "b")).statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, RESPONSES, "/v1/models", "/v1/responses/resp_x", "/v1/chat/x"})
    void aWrongKeyIsToldInOpenAisForm(String path) throws Exception {
        HttpResponse<String> response =
                http.send(
                        http.request(path)
                                .header("Authorization", "Bearer wrong")
                                .POST(BodyPublishers.ofString("{}")));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
        JsonNode error = JSON.readTree(response.body()).get("error");
        assertThat(error.get("code").asString()).isEqualTo("invalid_api_key");
        assertThat(error.get("type").asString()).isEqualTo("invalid_request_error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resp_x",
                "x",
                "resp_",
                "chatcmpl-x",
                "a%2Fb",
                "%20",
                "resp_%F0%9F%98%80",
                "a%5Cb",
                "%00",
                "resp_%00",
                "resp_;x",
                "%3Bx",
                "...",
                "%25",
                "%0A",
                "%7F",
                "%FF",
                "%C3",
                ".",
                "%2E%2E",
                "resp_%2E%2E%2Fx"
            })
    void anIdOfWhateverShapeThatIsNotThereIsUnknown(String id) throws Exception {
        assertUnknown(id);
    }

    @Test
    void aVeryLongIdIsUnknown() throws Exception {
        assertUnknown("resp_" + "x".repeat(7_000));
    }

    private void assertUnknown(String id) throws Exception {
        HttpResponse<String> response = http.send(request("/v1/responses/" + id));
        assertThat(response.statusCode()).as(id).isEqualTo(404);
        contract.check("GET", "/v1/responses/{id}", response);
        assertThat(post("/v1/responses/" + id + "/cancel", "").statusCode()).isEqualTo(404);
        HttpResponse<String> model = http.send(request("/v1/models/" + id));
        assertThat(model.statusCode()).isEqualTo(404);
        contract.check("GET", "/v1/models/{id}", model);
    }

    @ParameterizedTest
    @ValueSource(strings = {";x", ";", ";a=b", "%3B", "%00", "%20", "%2F", "%5C", ".", "%2E", "/"})
    void anIdThatOnlyBeginsAsAKnownOneDoesIsUnknown(String more) throws Exception {
        post(RESPONSES, "{\"model\":\"default\",\"input\":\"a\",\"background\":true}");

        String id = "resp_" + pipeline.tasks().getFirst().id();
        assertThat(http.send(request("/v1/responses/" + id)).statusCode()).isEqualTo(200);
        HttpResponse<String> response = http.send(request("/v1/responses/" + id + more));
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(response.body()).at("/error/code").asString())
                .isEqualTo("not_found");
        assertThat(http.send(request("/v1/models/default" + more)).statusCode()).isEqualTo(404);
        if (!more.equals("/")) {
            assertThat(post("/v1/responses/" + id + more + "/cancel", "").statusCode())
                    .isEqualTo(404);
        }
        assertThat(pipeline.cancels()).isEmpty();
    }

    @Test
    void aTaskThatWasNotMadeAsAResponseIsNone() throws Exception {
        post(CHAT, HELLO);

        String id = pipeline.tasks().getFirst().id();
        assertThat(http.send(request("/v1/responses/resp_" + id)).statusCode()).isEqualTo(404);
    }

    @Test
    void agentsAreModels() throws Exception {
        HttpResponse<String> all = http.send(request("/v1/models"));
        contract.check("GET", "/v1/models", all);
        assertThat(all.body()).contains("\"id\":\"default\"");
        HttpResponse<String> one = http.send(request("/v1/models/default"));
        contract.check("GET", "/v1/models/{id}", one);
        assertThat(one.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "failed, model, 500, model",
        "failed, deadline, 504, deadline",
        "rejected, validation, 400, validation",
        "canceled, canceled, 409, canceled"
    })
    void aTaskThatFailsIsToldAndNotRepeated(String state, String type, int status, String code)
            throws Exception {
        pipeline.plan(Plan.failure(TaskState.valueOf(state), type));

        HttpResponse<String> response = post(CHAT, HELLO);

        assertThat(response.statusCode()).isEqualTo(status);
        contract.check("POST", CHAT, response);
        assertThat(response.headers().firstValue("x-should-retry")).contains("false");
        assertThat(JSON.readTree(response.body()).at("/error/code").asString()).isEqualTo(code);
    }

    @Test
    void chunksFollowEachOtherToTheEnd() throws Exception {
        HttpResponse<String> response =
                post(
                        CHAT,
                        HELLO.replace(
                                "{\"model\"",
                                "{\"stream\":true,\"stream_options\":{\"include_usage\":true},\"model\""));

        contract.check("POST", CHAT, response);
        List<String> data = data(response.body());
        assertThat(data.getLast()).isEqualTo("[DONE]");
        List<JsonNode> chunks =
                data.subList(0, data.size() - 1).stream().map(JSON::readTree).toList();
        assertThat(chunks.getFirst().at("/choices/0/delta/role").asString()).isEqualTo("assistant");
        assertThat(
                        chunks.stream()
                                .map(chunk -> chunk.at("/choices/0/delta/content").asString(""))
                                .reduce("", String::concat))
                .isEqualTo("Hello there.");
        assertThat(chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").asString())
                .isEqualTo("stop");
        assertThat(chunks.getLast().at("/usage/total_tokens").asInt()).isEqualTo(15);
        assertThat(chunks.getLast().get("choices")).isEmpty();
        assertThat(pipeline.tasks().getFirst().stream()).isTrue();
    }

    @Test
    void wordsThatNoLongerCountEndTheStreamWithAnError() throws Exception {
        pipeline.plan(
                new Plan(
                        List.of(
                                new Plan.Said(1, "Wro"),
                                new Plan.TakenBack(1),
                                new Plan.Said(1, "Right")),
                        Plan.result("Right", List.of(), "stop")));

        List<String> chat =
                data(post(CHAT, HELLO.replace("{\"model\"", "{\"stream\":true,\"model\"")).body());
        assertThat(JSON.readTree(chat.getLast()).at("/error/code").asString())
                .isEqualTo("stream_broken");
        List<JsonNode> events =
                events(post(RESPONSES, "{\"model\":\"default\",\"input\":\"a\",\"stream\":true}"));
        assertThat(events.getLast().get("type").asString()).isEqualTo("error");
        String id = events.getFirst().at("/response/id").asString();
        assertThat(
                        JSON.readTree(http.send(request("/v1/responses/" + id)).body())
                                .at("/output/0/content/0/text")
                                .asString())
                .isEqualTo("Right");
    }

    @Test
    void wordsThatAreSaidAgainAreToldOnce() throws Exception {
        pipeline.plan(
                new Plan(
                        List.of(
                                new Plan.Said(1, "Ri"),
                                new Plan.TakenBack(1),
                                new Plan.Said(1, "R"),
                                new Plan.Said(1, "igh"),
                                new Plan.TakenBack(1),
                                new Plan.Said(1, "Right"),
                                new Plan.Said(1, " so")),
                        Plan.result("Right so", List.of(), "stop")));

        List<String> chat =
                data(post(CHAT, HELLO.replace("{\"model\"", "{\"stream\":true,\"model\"")).body());
        assertThat(chat.getLast()).isEqualTo("[DONE]");
        assertThat(
                        chat.subList(1, chat.size() - 1).stream()
                                .map(JSON::readTree)
                                .map(chunk -> chunk.at("/choices/0/delta/content").asString("")))
                .containsExactly("Ri", "gh", "t", " so", "");
        List<JsonNode> events =
                events(post(RESPONSES, "{\"model\":\"default\",\"input\":\"a\",\"stream\":true}"));
        assertThat(
                        events.stream()
                                .filter(event -> event.has("delta"))
                                .map(event -> event.get("delta").asString()))
                .containsExactly("Ri", "gh", "t", " so");
        assertThat(events.getLast().get("type").asString()).isEqualTo("response.completed");
    }

    @ParameterizedTest
    @CsvSource({"Rigid", "Rig", "''"})
    void anAnswerThatIsNotTheOneThatWasShownEndsTheStreamWithAnError(String answer)
            throws Exception {
        List<Object> words = new ArrayList<>(List.of(new Plan.Said(1, "Right")));
        words.add(new Plan.TakenBack(1));
        if (!answer.isEmpty()) {
            words.add(new Plan.Said(1, answer));
        }
        pipeline.plan(new Plan(words, Plan.result(answer, List.of(), "stop")));

        assertBrokenOff();

        words.add(new Plan.Said(3, "Well."));
        pipeline.plan(new Plan(words, Plan.result("Well.", List.of(), "stop")));

        assertBrokenOff();
    }

    private void assertBrokenOff() throws Exception {
        List<String> chat =
                data(post(CHAT, HELLO.replace("{\"model\"", "{\"stream\":true,\"model\"")).body());
        assertThat(JSON.readTree(chat.getLast()).at("/error/code").asString())
                .isEqualTo("stream_broken");
        List<JsonNode> events =
                events(post(RESPONSES, "{\"model\":\"default\",\"input\":\"a\",\"stream\":true}"));
        assertThat(events.getLast().get("type").asString()).isEqualTo("error");
    }

    @Test
    void whatAnAgentSaysBeforeACallOfTheCallersToolsIsAnItemOfItsOwn() throws Exception {
        pipeline.plan(
                new Plan(
                        List.of(new Plan.Said(1, "I look it up.")),
                        Plan.result(
                                "",
                                List.of(new TaskStatus.ToolCall("c1", "look", "{}")),
                                "tool_calls"),
                        3));

        List<JsonNode> events =
                events(post(RESPONSES, "{\"model\":\"default\",\"input\":\"a\",\"stream\":true}"));

        assertThat(
                        events.stream()
                                .filter(event -> event.get("type").asString().endsWith(".done"))
                                .map(
                                        event ->
                                                event.get("type").asString()
                                                        + " "
                                                        + event.get("output_index").asInt()))
                .containsExactly(
                        "response.output_text.done 0",
                        "response.content_part.done 0",
                        "response.output_item.done 0",
                        "response.function_call_arguments.done 1",
                        "response.output_item.done 1");
        assertThat(events.getLast().get("type").asString()).isEqualTo("response.completed");
        List<String> chat =
                data(post(CHAT, HELLO.replace("{\"model\"", "{\"stream\":true,\"model\"")).body());
        assertThat(chat.getLast()).isEqualTo("[DONE]");
    }

    @Test
    void whoComesBackAfterTheWordsAreForgottenGetsTheEnd() throws Exception {
        pipeline.plan(Plan.answer("One ", "two ", "three ", "four ", "five."));
        List<JsonNode> events =
                events(post(RESPONSES, "{\"model\":\"default\",\"input\":\"a\",\"stream\":true}"));
        String id = events.getFirst().at("/response/id").asString();
        pipeline.forgetWords();
        List<JsonNode> now = events(http.send(request("/v1/responses/" + id + "?stream=true")));
        assertThat(now.size()).isLessThan(events.size());

        for (int after = 0; after < events.size(); after++) {
            List<JsonNode> rest =
                    events(
                            http.send(
                                    request(
                                            "/v1/responses/"
                                                    + id
                                                    + "?stream=true&starting_after="
                                                    + after)));
            if (after < 2) {
                assertThat(rest).isEqualTo(now.subList(after + 1, now.size()));
            } else {
                assertThat(rest).hasSize(1);
                assertThat(rest.getFirst().get("type").asString()).isEqualTo("response.completed");
                assertThat(rest.getFirst().get("sequence_number").asInt()).isEqualTo(after + 1);
            }
        }
    }

    @Test
    void whatAnAgentSaysBeforeItsLastStepIsToldApart() throws Exception {
        pipeline.plan(
                new Plan(
                        List.of(new Plan.Said(1, "I look it up."), new Plan.Said(3, "It is 7.")),
                        Plan.result("It is 7.", List.of(), "length")));

        List<String> chat =
                data(post(CHAT, HELLO.replace("{\"model\"", "{\"stream\":true,\"model\"")).body());
        assertThat(
                        chat.subList(0, chat.size() - 1).stream()
                                .map(JSON::readTree)
                                .map(chunk -> chunk.at("/choices/0/delta/content").asString(""))
                                .reduce("", String::concat))
                .isEqualTo("I look it up.\n\nIt is 7.");
        List<JsonNode> events =
                events(post(RESPONSES, "{\"model\":\"default\",\"input\":\"a\",\"stream\":true}"));
        assertThat(
                        events.stream()
                                .filter(
                                        event ->
                                                event.get("type")
                                                        .asString()
                                                        .equals("response.output_item.done"))
                                .map(event -> event.at("/item/content/0/text").asString()))
                .containsExactly("I look it up.", "It is 7.");
        JsonNode end = events.getLast();
        assertThat(end.get("type").asString()).isEqualTo("response.incomplete");
        assertThat(end.at("/response/incomplete_details/reason").asString())
                .isEqualTo("max_output_tokens");
    }

    @Test
    void aResponseIsAnsweredInOpenAisForm() throws Exception {
        HttpResponse<String> response =
                post(
                        RESPONSES,
                        """
                        {"model":"default","instructions":"Be kind.","metadata":{"k":"v"},"max_output_tokens":40,
                        "text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object"},"strict":true}},
                        "input":[{"role":"user","content":"Hi"},
                        {"type":"message","role":"assistant","content":[{"type":"output_text","text":"Yes?"}]},
                        {"role":"user","content":[{"type":"input_text","text":"Well"}]}]}""");

        contract.check("POST", RESPONSES, response);
        JsonNode body = JSON.readTree(response.body());
        NewTask task = pipeline.tasks().getFirst();
        assertThat(body.get("id").asString()).isEqualTo("resp_" + task.id());
        assertThat(body.get("status").asString()).isEqualTo("completed");
        assertThat(body.at("/output/0/content/0/text").asString()).isEqualTo("Hello there.");
        assertThat(body.get("instructions").asString()).isEqualTo("Be kind.");
        assertThat(body.at("/metadata/k").asString()).isEqualTo("v");
        assertThat(body.at("/usage/input_tokens_details/cached_tokens").asInt()).isEqualTo(4);
        assertThat(task.conversation().earlier()).hasSize(2);
        assertThat(task.conversation().wishes().responseFormat())
                .isEqualTo("{\"name\":\"n\",\"schema\":{\"type\":\"object\"},\"strict\":true}");
        HttpResponse<String> again = http.send(request("/v1/responses/resp_" + task.id()));
        contract.check("GET", "/v1/responses/{id}", again);
        assertThat(JSON.readTree(again.body())).isEqualTo(body);
        assertThat(
                        http.send(
                                        http.request("/v1/responses/resp_" + task.id())
                                                .header("Authorization", "Bearer other-key"))
                                .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aResponseInTheBackgroundIsFetchedAndCanceled() throws Exception {
        pipeline.plan(Plan.endless());
        JsonNode created =
                JSON.readTree(
                        post(
                                        RESPONSES,
                                        "{\"model\":\"default\",\"input\":\"a\",\"background\":true}")
                                .body());
        assertThat(created.get("status").asString()).isEqualTo("queued");
        assertThat(created.get("background").asBoolean()).isTrue();
        String path = "/v1/responses/" + created.get("id").asString();
        assertThat(JSON.readTree(http.send(request(path)).body()).get("status").asString())
                .isEqualTo("in_progress");

        HttpResponse<String> canceled = post(path + "/cancel", "");

        contract.check("POST", "/v1/responses/{id}/cancel", canceled);
        assertThat(JSON.readTree(canceled.body()).get("status").asString()).isEqualTo("cancelled");
        assertThat(JSON.readTree(post(path + "/cancel", "").body()))
                .isEqualTo(JSON.readTree(canceled.body()));
        assertThat(pipeline.cancels()).hasSize(1);
    }

    @Test
    void theEventsOfAResponseAreNumberedAndCanBeGoneOnWith() throws Exception {
        pipeline.plan(
                new Plan(
                        List.of(new Plan.Said(1, "Let me "), new Plan.Said(1, "look.")),
                        Plan.result(
                                "Let me look.",
                                List.of(new TaskStatus.ToolCall("c1", "look", "{\"at\":1}")),
                                "tool_calls")));
        HttpResponse<String> response =
                post(RESPONSES, "{\"model\":\"default\",\"input\":\"a\",\"stream\":true}");

        contract.check("POST", RESPONSES, response);
        List<JsonNode> events = events(response);
        assertThat(events.stream().map(event -> event.get("type").asString()))
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.output_item.added",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.output_item.done",
                        "response.completed");
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).get("sequence_number").asInt()).isEqualTo(i);
        }
        String id = events.getFirst().at("/response/id").asString();
        assertThat(events.getLast().get("response"))
                .isEqualTo(JSON.readTree(http.send(request("/v1/responses/" + id)).body()));
        for (int after = 0; after < events.size(); after++) {
            HttpResponse<String> rest =
                    http.send(
                            request(
                                    "/v1/responses/"
                                            + id
                                            + "?stream=true&starting_after="
                                            + after));
            assertThat(events(rest)).isEqualTo(events.subList(after + 1, events.size()));
        }
        assertThat(
                        events(
                                http.send(
                                        request(
                                                "/v1/responses/"
                                                        + id
                                                        + "?stream=true&starting_after=40"))))
                .singleElement()
                .satisfies(
                        end -> {
                            assertThat(end.get("type").asString()).isEqualTo("response.completed");
                            assertThat(end.get("sequence_number").asInt()).isEqualTo(41);
                        });
        assertThat(http.send(request("/v1/responses/" + id + "?starting_after=1")).statusCode())
                .isEqualTo(400);
        assertThat(
                        http.send(request("/v1/responses/" + id + "?stream=true&starting_after=x"))
                                .statusCode())
                .isEqualTo(400);
    }

    @Test
    void whoAsksForTheHeadOfAStreamIsNotToldTheStream() throws Exception {
        pipeline.plan(Plan.endless());
        post(RESPONSES, "{\"model\":\"default\",\"input\":\"a\",\"background\":true}");

        HttpResponse<String> response =
                http.send(
                        request(
                                        "/v1/responses/resp_"
                                                + pipeline.tasks().getFirst().id()
                                                + "?stream=true")
                                .timeout(Duration.ofSeconds(10))
                                .method("HEAD", BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
    }

    @Test
    void aVeryLongTextBesideLongArgumentsOfACallIsNoOtherAnswer() throws Exception {
        // The view keeps 100,000 characters of both together.
        String arguments = "{\"at\":\"" + "y".repeat(40_000) + "\"}";
        pipeline.plan(
                new Plan(
                        List.of(new Plan.Said(1, "x".repeat(70_000))),
                        Plan.result(
                                "x".repeat(100_000 - arguments.length()),
                                List.of(new TaskStatus.ToolCall("c1", "look", arguments)),
                                "tool_calls")));

        List<JsonNode> events =
                events(post(RESPONSES, "{\"model\":\"default\",\"input\":\"a\",\"stream\":true}"));

        assertThat(events.getLast().get("type").asString()).isEqualTo("response.completed");
    }

    @Test
    void callsOfDifferentAnswersMayHaveTheSameId() throws Exception {
        String called =
                "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"call-1\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"%s\",\"arguments\":\"{}\"}}]}";
        String returned = "{\"role\":\"tool\",\"tool_call_id\":\"call-1\",\"content\":\"%s\"}";
        String frame =
                "{\"model\":\"default\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},%s]}";
        String both =
                String.join(
                        ",",
                        called.formatted("look"),
                        returned.formatted("seen"),
                        called.formatted("feel"),
                        returned.formatted("felt"));

        assertThat(post(CHAT, frame.formatted(both)).statusCode()).isEqualTo(200);

        assertThat(pipeline.tasks().getFirst().conversation().since())
                .contains(
                        new Conversation.ToolReturned("call-1", "look", "seen"),
                        new Conversation.ToolReturned("call-1", "feel", "felt"));
        String twice = called.formatted("look") + "," + called.formatted("feel");
        assertThat(post(CHAT, frame.formatted(twice)).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        CHAT + ", false, '', true",
        CHAT + ", true, '', true",
        CHAT + ", false, k, false",
        CHAT + ", true, k, false",
        RESPONSES + ", false, '', true",
        RESPONSES + ", true, '', false",
        RESPONSES + ", false, k, false"
    })
    void aCallerWhoGoesAwayCancelsTheTaskUnlessItCanBeAskedForAgain(
            String path, boolean stream, String key, boolean cancels) throws Exception {
        pipeline.plan(Plan.endless());
        String body =
                (path.equals(CHAT) ? HELLO : "{\"model\":\"default\",\"input\":\"a\"}")
                        .replace("{\"model\"", "{\"stream\":" + stream + ",\"model\"");
        try (Socket _ = sent(path, key, body)) {
            await().until(() -> pipeline.tasks().size() == 1);
            // A caller who waits is not mistaken for one who went away.
            await().pollDelay(500, TimeUnit.MILLISECONDS).until(() -> true);
            assertThat(pipeline.cancels()).isEmpty();
        }
        if (cancels) {
            await().atMost(10, TimeUnit.SECONDS).until(() -> pipeline.cancels().size() == 1);
        } else {
            await().during(1, TimeUnit.SECONDS).until(() -> pipeline.cancels().isEmpty());
        }
    }

    private Socket sent(String path, String key, String body) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port());
        OutputStream out = socket.getOutputStream();
        out.write(
                ("POST "
                                + path
                                + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer dev-key\r\n"
                                + (key.isEmpty() ? "" : "Idempotency-Key: " + key + "\r\n")
                                + "Content-Type: application/json\r\nContent-Length: "
                                + body.length()
                                + "\r\n\r\n"
                                + body)
                        .getBytes(StandardCharsets.UTF_8));
        out.flush();
        return socket;
    }

    @Test
    void aStreamOfAResponseThatIsLeftCanBeGoneOnWith() throws Exception {
        pipeline.plan(new Plan(List.of(new Plan.Said(1, "Let me ")), "none"));
        String id;
        int last;
        try (Socket socket =
                        sent(
                                RESPONSES,
                                "",
                                "{\"model\":\"default\",\"input\":\"a\",\"stream\":true}");
                BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        socket.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (!line.contains("response.output_text.delta\",")) {
                line = lines.readLine();
            }
            JsonNode delta = JSON.readTree(line.substring("data: ".length()));
            last = delta.get("sequence_number").asInt();
            id = pipeline.tasks().getFirst().id();
        }
        await().during(1, TimeUnit.SECONDS).until(() -> pipeline.cancels().isEmpty());
        pipeline.finish(id, Plan.result("Let me look.", List.of(), "stop"));

        List<JsonNode> rest =
                events(
                        http.send(
                                request(
                                        "/v1/responses/resp_"
                                                + id
                                                + "?stream=true&starting_after="
                                                + last)));

        assertThat(rest.getFirst().get("delta").asString()).isEqualTo("look.");
        assertThat(rest.getFirst().get("sequence_number").asInt()).isEqualTo(last + 1);
        assertThat(rest.getLast().get("type").asString()).isEqualTo("response.completed");
    }

    @Test
    void langchain4jTalksToAnAgent() {
        ChatResponse response =
                chatModel("dev-key", "default")
                        .chat(
                                ChatRequest.builder()
                                        .messages(
                                                SystemMessage.from("Be kind."),
                                                UserMessage.from("Hi"))
                                        .build());

        assertThat(response.aiMessage().text()).isEqualTo("Hello there.");
        assertThat(response.tokenUsage().totalTokenCount()).isEqualTo(15);
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void langchain4jRunsItsTools() {
        ToolSpecification look =
                ToolSpecification.builder()
                        .name("look")
                        .parameters(JsonObjectSchema.builder().addStringProperty("at").build())
                        .build();
        pipeline.plan(
                new Plan(
                        List.of(),
                        Plan.result(
                                "",
                                List.of(new TaskStatus.ToolCall("c1", "look", "{\"at\":\"x\"}")),
                                "tool_calls")));
        UserMessage question = UserMessage.from("Hi");
        OpenAiChatModel model = chatModel("dev-key", "default");

        AiMessage called =
                model.chat(
                                ChatRequest.builder()
                                        .messages(question)
                                        .toolSpecifications(look)
                                        .build())
                        .aiMessage();

        assertThat(called.toolExecutionRequests())
                .singleElement()
                .satisfies(
                        call -> {
                            assertThat(call.id()).isEqualTo("c1");
                            assertThat(call.name()).isEqualTo("look");
                            assertThat(call.arguments()).isEqualTo("{\"at\":\"x\"}");
                        });
        pipeline.plan(Plan.answer("Seen."));
        assertThat(
                        model.chat(
                                        ChatRequest.builder()
                                                .messages(
                                                        question,
                                                        called,
                                                        ToolExecutionResultMessage.from(
                                                                called.toolExecutionRequests()
                                                                        .getFirst(),
                                                                "seen"))
                                                .toolSpecifications(look)
                                                .build())
                                .aiMessage()
                                .text())
                .isEqualTo("Seen.");
        assertThat(pipeline.tasks().getLast().conversation().since()).hasSize(2);
    }

    @Test
    void langchain4jReadsAStream() throws Exception {
        CompletableFuture<ChatResponse> end = new CompletableFuture<>();
        List<String> words = new ArrayList<>();
        OpenAiStreamingChatModel.builder()
                .baseUrl(http.uri("/v1").toString())
                .apiKey("dev-key")
                .modelName("default")
                .build()
                .chat(
                        "Hi",
                        new StreamingChatResponseHandler() {
                            @Override
                            public void onPartialResponse(String text) {
                                words.add(text);
                            }

                            @Override
                            public void onCompleteResponse(ChatResponse response) {
                                end.complete(response);
                            }

                            @Override
                            public void onError(Throwable error) {
                                end.completeExceptionally(error);
                            }
                        });

        ChatResponse response = end.get(20, TimeUnit.SECONDS);
        assertThat(words).containsExactly("Hello", " there.");
        assertThat(response.aiMessage().text()).isEqualTo("Hello there.");
        assertThat(response.tokenUsage().totalTokenCount()).isEqualTo(15);
    }

    @Test
    void langchain4jUnderstandsWhatIsWrong() {
        assertThat(catchThrowable(() -> chatModel("wrong", "default").chat("Hi")))
                .isInstanceOf(AuthenticationException.class);
        assertThat(catchThrowable(() -> chatModel("dev-key", "nobody").chat("Hi")))
                .isInstanceOf(ModelNotFoundException.class);
        assertThat(catchThrowable(() -> chatModel("dev-key", "default").chat(" ")))
                .isInstanceOf(InvalidRequestException.class);
    }

    private OpenAiChatModel chatModel(String key, String model) {
        return OpenAiChatModel.builder()
                .baseUrl(http.uri("/v1").toString())
                .apiKey(key)
                .modelName(model)
                .maxRetries(0)
                .build();
    }

    private static List<JsonNode> events(HttpResponse<String> response) {
        return data(response.body()).stream().map(JSON::readTree).toList();
    }

    private static List<String> data(String body) {
        return body.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList();
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return http.post(request(path), body);
    }

    private HttpRequest.Builder request(String path) {
        return http.request(path).header("Authorization", "Bearer dev-key");
    }
}
