package dev.millrace.executor.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.executor.guard.Guards;
import dev.millrace.executor.work.Conversation;
import dev.millrace.executor.work.Conversation.AnswerForm;
import dev.millrace.executor.work.Conversation.ClientTool;
import dev.millrace.executor.work.Conversation.ToolChoice;
import dev.millrace.executor.work.ToolSpecifications;
import dev.millrace.executor.work.ToolSpecifications.ToolSpecification;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.Turn.Message;
import dev.millrace.executor.work.TurnOutcome.Answered;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConversationRequestsTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SCHEMA =
            """
            {"type":"object","properties":{"city":{"type":"string"}},"required":["city"],\
            "additionalProperties":false,"anyOf":[{"required":["city"]}]}""";
    private static final String FORM =
            "{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"integer\"}},\"additionalProperties\":false}";
    private static final ToolSpecifications TOOLS =
            names ->
                    names.stream()
                            .map(name -> new ToolSpecification(name, "The agent's.", "{}"))
                            .toList();

    private static final Message.Said CALLED =
            new Message.Said("", List.of(new Turn.ToolCall("c1", "get.weather", "{}")));
    private static final Turn TURN =
            Turns.with(
                    Turns.asking("And in Rome?"),
                    List.of("clock"),
                    List.of(CALLED, new Message.Returned("c1", "get.weather", "sunny", false)));

    @ParameterizedTest
    @EnumSource(names = {"OPENAI", "OLLAMA"})
    void theModelReadsInstructionsThenWhatWasSaidBeforeThenThePromptThenWhatWasSaidSince(
            ModelProperties.Provider provider) throws Exception {
        JsonNode messages = body(provider, everything()).path("messages");

        assertThat(messages.valueStream().map(m -> m.path("role").asString()))
                .containsExactly("system", "user", "assistant", "user", "assistant", "tool");
        assertThat(messages.at("/0/content").asString()).isEqualTo("Be brief.\n\nBe kind.");
        assertThat(messages.at("/1/content").asString()).isEqualTo("Is it warm in Oslo?");
        assertThat(messages.at("/2/content").asString()).isEqualTo("No.");
        assertThat(messages.at("/3/content").asString()).isEqualTo("And in Rome?");
        assertThat(messages.at("/4/tool_calls/0/function/name").asString())
                .isEqualTo("get.weather");
        assertThat(messages.at("/5/content").asString()).isEqualTo("sunny");
    }

    @Test
    void openAiIsGivenEveryWishAsItIs() throws Exception {
        JsonNode body = body(ModelProperties.Provider.OPENAI, everything());

        assertThat(body.path("tools").valueStream().map(t -> t.at("/function/name").asString()))
                .containsExactly("clock", "get.weather");
        JsonNode function = body.at("/tools/1/function");
        assertThat(function.path("parameters")).isEqualTo(JSON.readTree(SCHEMA));
        assertThat(function.path("strict").asBoolean()).isTrue();
        assertThat(function.path("description").asString()).isEqualTo("Tells the weather.");
        assertThat(body.at("/tools/0/function").has("strict")).isFalse();
        assertThat(body.at("/tool_choice/function/name").asString()).isEqualTo("get.weather");
        assertThat(body.at("/tool_choice/type").asString()).isEqualTo("function");
        assertThat(body.path("parallel_tool_calls").asBoolean(true)).isFalse();
        assertThat(body.path("temperature").asDouble()).isEqualTo(0.1);
        assertThat(body.path("top_p").asDouble()).isEqualTo(0.2);
        assertThat(body.path("max_tokens").asInt()).isEqualTo(7);
        assertThat(body.at("/stop/0").asString()).isEqualTo("END");
        assertThat(body.path("seed").asLong()).isEqualTo(1L << 40);
        assertThat(body.path("reasoning_effort").asString()).isEqualTo("low");
        assertThat(body.at("/response_format/type").asString()).isEqualTo("json_schema");
        assertThat(body.at("/response_format/json_schema/name").asString()).isEqualTo("n");
        assertThat(body.at("/response_format/json_schema/strict").asBoolean()).isTrue();
        assertThat(body.at("/response_format/json_schema/schema")).isEqualTo(JSON.readTree(FORM));
    }

    @Test
    void anthropicIsGivenTheWishesThatItKnows() throws Exception {
        JsonNode body = body(ModelProperties.Provider.ANTHROPIC, everything());

        assertThat(body.path("tools").valueStream().map(t -> t.path("name").asString()))
                .containsExactly("clock", "get.weather");
        assertThat(body.at("/tools/1/input_schema/properties/city/type").asString())
                .isEqualTo("string");
        assertThat(body.at("/tools/1/strict").asBoolean()).isTrue();
        assertThat(body.at("/tool_choice/type").asString()).isEqualTo("tool");
        assertThat(body.at("/tool_choice/name").asString()).isEqualTo("get.weather");
        assertThat(body.at("/tool_choice/disable_parallel_tool_use").asBoolean()).isTrue();
        assertThat(body.path("temperature").asDouble()).isEqualTo(0.1);
        assertThat(body.path("top_p").asDouble()).isEqualTo(0.2);
        assertThat(body.path("max_tokens").asInt()).isEqualTo(7);
        assertThat(body.at("/stop_sequences/0").asString()).isEqualTo("END");
        assertThat(body.has("seed")).isFalse();
        assertThat(body.at("/output_config/format/type").asString()).isEqualTo("json_schema");
    }

    @Test
    void ollamaIsToldOnlyOfTheToolThatIsToBeCalled() throws Exception {
        JsonNode body = body(ModelProperties.Provider.OLLAMA, everything());

        assertThat(body.path("tools").valueStream().map(t -> t.at("/function/name").asString()))
                .containsExactly("get.weather");
        assertThat(body.at("/options/top_p").asDouble()).isEqualTo(0.2);
        assertThat(body.at("/options/stop/0").asString()).isEqualTo("END");
        assertThat(body.at("/format/properties/x/type").asString()).isEqualTo("integer");
    }

    @Test
    void toolsMayBeForbiddenOrDemanded() throws Exception {
        assertThat(
                        body(ModelProperties.Provider.OPENAI, choosing(new ToolChoice.None()))
                                .path("tool_choice")
                                .asString())
                .isEqualTo("none");
        assertThat(
                        body(ModelProperties.Provider.OPENAI, choosing(new ToolChoice.Required()))
                                .path("tool_choice")
                                .asString())
                .isEqualTo("required");
        assertThat(
                        body(ModelProperties.Provider.OPENAI, choosing(new ToolChoice.Auto()))
                                .has("tool_choice"))
                .isFalse();
        assertThat(
                        body(ModelProperties.Provider.ANTHROPIC, choosing(new ToolChoice.None()))
                                .at("/tool_choice/type")
                                .asString())
                .isEqualTo("none");
        assertThat(
                        body(
                                        ModelProperties.Provider.ANTHROPIC,
                                        choosing(new ToolChoice.Required()))
                                .at("/tool_choice/type")
                                .asString())
                .isEqualTo("any");
        assertThat(
                        body(ModelProperties.Provider.OLLAMA, choosing(new ToolChoice.None()))
                                .path("tools")
                                .isEmpty())
                .isTrue();
    }

    @Test
    void whatTheCallerLeavesOpenIsTheAgents() throws Exception {
        JsonNode body =
                body(
                        ModelProperties.Provider.OPENAI,
                        conversation(
                                List.of(),
                                new ToolChoice.Auto(),
                                null,
                                1_000_000,
                                new AnswerForm.Json()));
        assertThat(body.path("temperature").asDouble()).isEqualTo(0.5);
        assertThat(body.path("max_tokens").asInt()).isEqualTo(300);
        assertThat(body.at("/response_format/type").asString()).isEqualTo("json_object");
        assertThat(body.path("tools")).hasSize(1);
    }

    private static Conversation everything() {
        return conversation(
                List.of(new ClientTool("get.weather", "Tells the weather.", SCHEMA, true)),
                new ToolChoice.Named("get.weather"),
                0.1,
                7,
                new AnswerForm.JsonOf("n", FORM, true));
    }

    private static Conversation choosing(ToolChoice choice) {
        return conversation(List.of(), choice, null, null, new AnswerForm.Text());
    }

    private static Conversation conversation(
            List<ClientTool> tools,
            ToolChoice choice,
            @Nullable Double temperature,
            @Nullable Integer maxOutputTokens,
            AnswerForm form) {
        return new Conversation(
                "Be kind.",
                List.of(
                        new Message.Asked("Is it warm in Oslo?"),
                        new Message.Said("No.", List.of())),
                tools,
                choice,
                false,
                temperature,
                0.2,
                maxOutputTokens,
                List.of("END"),
                1L << 40,
                "low",
                form);
    }

    private static JsonNode body(ModelProperties.Provider provider, Conversation conversation)
            throws InterruptedException {
        String answer =
                switch (provider) {
                    case ANTHROPIC ->
                            """
                            {"id":"1","type":"message","role":"assistant","model":"m","stop_reason":"end_turn",
                             "content":[{"type":"text","text":"Hi"}],"usage":{"input_tokens":1,"output_tokens":1}}""";
                    case OLLAMA ->
                            """
                            {"model":"m","done":true,"done_reason":"stop","message":{"role":"assistant","content":"Hi"}}""";
                    case OPENAI, EXTRACTIVE ->
                            """
                            {"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hi"}}]}""";
                };
        try (FakeModelServer server = FakeModelServer.answering(200, answer)) {
            assertThat(
                            Runners.of(
                                            provider,
                                            server.url(),
                                            Duration.ofSeconds(5),
                                            TOOLS,
                                            Guards.standard())
                                    .run(Turns.in(conversation, TURN)))
                    .isInstanceOf(Answered.class);
            return JSON.readTree(server.requests().getFirst().body());
        }
    }
}
