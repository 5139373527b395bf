package dev.millrace.streams.admission;

import static dev.millrace.streams.admission.Requests.agents;
import static dev.millrace.streams.admission.Requests.found;
import static dev.millrace.streams.admission.Requests.request;
import static dev.millrace.streams.admission.Requests.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.millrace.AssistantMessage;
import dev.millrace.ClientTool;
import dev.millrace.Conversation;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskResult;
import dev.millrace.ToolCall;
import dev.millrace.ToolMessage;
import dev.millrace.TurnMessage;
import dev.millrace.UserMessage;
import dev.millrace.schemas.TrustedAvroClasses;
import dev.millrace.streams.conversation.ConversationSize;
import dev.millrace.streams.runtime.StateSerdes;
import dev.millrace.streams.runtime.TopologyDriver;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConversationCheckTest {

    private static final long FRAME = 64;
    private static final Instant NOW = TopologyDriver.START.plusSeconds(2);

    private final Admission admission = new Admission(settings(), agents(), List.of());

    @BeforeAll
    static void trustEvents() {
        TrustedAvroClasses.install();
    }

    static List<Arguments> invalid() {
        TrustedAvroClasses.install();
        return List.of(
                arguments("conversation: ", with().setInstructions("x".repeat(262_144))),
                // Each of these characters is two when it is composed.
                arguments("conversation: ", with().setInstructions("\u0958".repeat(60_000))),
                arguments(
                        "conversation.earlier[0]: ",
                        with().setEarlier(List.of(user("\u0958".repeat(6_000))))),
                arguments(
                        "conversation: ",
                        with().setEarlier(Collections.nCopies(2_001, user("hi")))),
                arguments(
                        "conversation.earlier[1]: ",
                        with().setEarlier(List.of(user("hi"), user("x".repeat(10_001))))),
                arguments("conversation.since[0]: ", with().setSince(List.of(user("hi")))),
                arguments(
                        "conversation.since[1].toolCallId: ",
                        with().setSince(List.of(calls("a"), returned("b")))),
                arguments("conversation.tools[0].name: ", with().setTools(List.of(tool("a b")))),
                arguments(
                        "conversation.tools[0].name: ",
                        with().setTools(List.of(tool("x".repeat(65))))),
                arguments(
                        "conversation.tools[1].name: ",
                        with().setTools(List.of(tool("look"), tool("look")))),
                arguments("conversation.tools: ", with().setTools(tools(129))),
                arguments(
                        "conversation.tools[0].parameters: ",
                        with().setTools(List.of(new ClientTool("look", "", "[]", false)))),
                arguments(
                        "conversation.tools[0].parameters: ",
                        with().setTools(
                                        List.of(
                                                new ClientTool(
                                                        "look",
                                                        "",
                                                        "{\"a\":".repeat(100)
                                                                + "1"
                                                                + "}".repeat(100),
                                                        false)))),
                arguments(
                        "conversation.tools[0].parameters: ",
                        with().setTools(List.of(new ClientTool("look", "", "{} {}", false)))),
                arguments("conversation.toolChoice: ", with().setToolChoice("maybe")),
                arguments("conversation.toolChoice: ", with().setToolChoice("name:look")),
                arguments("conversation.temperature: ", with().setTemperature(2.1)),
                arguments("conversation.temperature: ", with().setTemperature(Double.NaN)),
                arguments("conversation.topP: ", with().setTopP(-0.1)),
                arguments("conversation.maxOutputTokens: ", with().setMaxOutputTokens(0)),
                arguments("conversation.stop: ", with().setStop(List.of(""))),
                arguments(
                        "conversation.reasoningEffort: ",
                        with().setReasoningEffort("x".repeat(65))),
                arguments("conversation.responseFormat: ", with().setResponseFormat("xml")));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void whatIsWrongIsRejectedWithTheNameOfTheField(
            String field, Conversation.Builder conversation) {
        Verdict verdict = decide(conversation.build());

        assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
        TaskResult result = ((Verdict.Rejected) verdict).result();
        assertThat(result.getError().getType()).isEqualTo("validation");
        assertThat(result.getError().getDetail()).startsWith(field);
    }

    static List<Conversation.Builder> valid() {
        TrustedAvroClasses.install();
        return List.of(
                with(),
                with().setEarlier(List.of(user("x".repeat(10_000)), calls("a"), returned("a"))),
                with().setSince(List.of(calls("a"), returned("a"))),
                with().setTools(tools(128)).setToolChoice("name:look_127"),
                with().setToolChoice("required").setTools(tools(1)),
                with().setTemperature(0.0).setTopP(1.0).setMaxOutputTokens(1),
                with().setResponseFormat("json_object"),
                with().setResponseFormat("{\"name\":\"a\",\"schema\":{},\"strict\":true}"));
    }

    @ParameterizedTest
    @MethodSource("valid")
    void whatIsRightIsAdmittedAsItIs(Conversation.Builder conversation) {
        Verdict verdict = decide(conversation.build());

        assertThat(verdict).isInstanceOf(Verdict.Admitted.class);
        TaskAdmitted task = ((Verdict.Admitted) verdict).task();
        assertThat(task.getConversation()).isEqualTo(conversation.build());
        assertThat(task.getStream()).isTrue();
    }

    @Test
    void theAdmittedEventHasTheMetadata() {
        Verdict verdict =
                admission.decide(found(request().setMetadata(Map.of("k", "v")).build()), NOW);
        assertThat(verdict.event().getMetadata()).containsExactly(Map.entry("k", "v"));
    }

    @Test
    void theSizeIsNoLessThanWhatIsStored() {
        Conversation conversation =
                with().setInstructions("Ünïcode €")
                        .setEarlier(
                                IntStream.range(0, 100)
                                        .mapToObj(n -> n % 2 == 0 ? calls("c" + n) : user("né"))
                                        .toList())
                        .setTools(tools(100))
                        .setStop(List.of("a", "b"))
                        .build();
        assertThat(ConversationSize.of(conversation))
                .isGreaterThanOrEqualTo(
                        StateSerdes.of(Conversation.class)
                                .serializer()
                                .serialize("", conversation)
                                .length);
    }

    /** The gateway's own test demands the same of what it takes. */
    @Test
    void everyTextCountsAndEveryEntryOfAListHasAFrame() {
        Conversation conversation =
                with().setInstructions("Be brief, s'il vous plaît.")
                        .setEarlier(List.of(user("né"), calls("c1"), returned("c1")))
                        .setSince(List.of(calls("c2"), returned("c2")))
                        .setTools(tools(2))
                        .setToolChoice("name:look")
                        .setStop(List.of("a", "bc"))
                        .setReasoningEffort("low")
                        .setResponseFormat("json_object")
                        .build();

        assertThat(ConversationSize.of(conversation)).isEqualTo(FRAME + bytes(conversation));
    }

    private static long bytes(Object value) {
        long bytes = 0;
        if (value instanceof CharSequence text) {
            bytes += text.toString().getBytes(StandardCharsets.UTF_8).length;
        }
        if (value instanceof List<?> list) {
            for (Object entry : list) {
                bytes += FRAME + bytes(entry);
            }
        }
        if (value instanceof IndexedRecord record) {
            for (Schema.Field field : record.getSchema().getFields()) {
                bytes += bytes(record.get(field.pos()));
            }
        }
        return bytes;
    }

    private Verdict decide(Conversation conversation) {
        return admission.decide(
                found(request().setConversation(conversation).setStream(true).build()), NOW);
    }

    private static Conversation.Builder with() {
        return Conversation.newBuilder();
    }

    private static TurnMessage user(String text) {
        return new TurnMessage(new UserMessage(text));
    }

    private static TurnMessage calls(String id) {
        return new TurnMessage(
                new AssistantMessage("", List.of(new ToolCall(id, "look", "{\"n\":1}"))));
    }

    private static TurnMessage returned(String id) {
        return new TurnMessage(new ToolMessage(id, "look", "found", false));
    }

    private static ClientTool tool(String name) {
        return new ClientTool(name, "", "{\"type\":\"object\"}", false);
    }

    private static List<ClientTool> tools(int count) {
        return IntStream.range(0, count).mapToObj(n -> tool("look_" + n)).toList();
    }
}
