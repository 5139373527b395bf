package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.simulatedllm.ReplyScript;
import dev.millrace.simulatedllm.SimulationConfig;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Agents that take several steps, with tools. */
@Order(4)
class AgentsIT {

    private static final Pipeline PIPELINE = Pipeline.shared();
    private static final TaskClient CLIENT = PIPELINE.client();

    @AfterAll
    static void close() {
        CLIENT.close();
    }

    @Test
    void aTurnTwoParallelToolsAndAnotherTurnMakeTheAnswer() throws Exception {
        script(
                """
                - contains: days
                  turn: 1
                  reasoning: I need a sum and the time.
                  toolCalls:
                    - {name: calculator, arguments: {expression: "21 * 2"}}
                    - {name: current_time, arguments: {zone: UTC}}
                - contains: days
                  turn: 2
                  text: It takes $tool1 days.
                """);

        JsonNode task = CLIENT.await(CLIENT.start("planner", "How many days does it take?"));

        assertThat(task.get("state").asString()).as(task.toString()).isEqualTo("completed");
        assertThat(task.at("/result/text").asString()).isEqualTo("It takes 42 days.");
        List<JsonNode> decisions = decisions(task);
        assertThat(decisions).hasSize(4);
        assertThat(actions(decisions))
                .containsExactlyInAnyOrder("call_tools", "calculator", "current_time", "answer");
        assertThat(decisions.getFirst().get("action").asString()).isEqualTo("call_tools");
        assertThat(decisions.getFirst().get("input").asString()).contains("How many days");
        assertThat(decisions.getFirst().get("reasoning").asString())
                .isEqualTo("I need a sum and the time.");
        assertThat(decisions.getFirst().get("parameters").asString()).contains("21 * 2");
        JsonNode calculation = decision(decisions, "calculator");
        assertThat(calculation.get("parameters").asString()).contains("21 * 2");
        assertThat(calculation.get("result").asString()).contains("42");
        assertThat(calculation.get("callId").asString()).isNotBlank();
        JsonNode answer = decisions.getLast();
        assertThat(answer.get("action").asString()).isEqualTo("answer");
        assertThat(answer.get("result").asString()).isEqualTo("It takes 42 days.");
        assertThat(answer.at("/usage/outputTokens").asLong()).isPositive();
        assertThat(decisions)
                .allSatisfy(decision -> assertThat(decision.has("startedAt")).isTrue());
    }

    @Test
    void theTimelineIsInOrderAndItsCostsAddUpToThatOfTheTask() throws Exception {
        script(
                """
                - {contains: cost, turn: 1, toolCalls: [{name: calculator, arguments: {expression: "1 + 1"}}]}
                - {contains: cost, turn: 2, text: Not much.}
                """);

        JsonNode task = CLIENT.await(CLIENT.start("planner", "What does it cost?"));

        assertThat(task.get("state").asString()).as(task.toString()).isEqualTo("completed");
        List<JsonNode> events = CLIENT.timeline(task.get("id").asString());
        assertThat(events.stream().map(event -> event.get("sequence").asLong()).toList())
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(events.stream().map(event -> event.get("step").asInt()).toList()).isSorted();
        double ofSteps =
                decisions(task).stream()
                        .mapToDouble(decision -> decision.at("/usage/costUsd").asDouble(0))
                        .sum();
        assertThat(ofSteps).isPositive();
        assertThat(task.at("/usage/costUsd").asDouble())
                .isCloseTo(ofSteps, org.assertj.core.data.Offset.offset(1e-9));
    }

    @Test
    void theModelReadsAToolsErrorAndGoesOn() throws Exception {
        script(
                """
                - {contains: divide, turn: 1, toolCalls: [{name: calculator, arguments: {wrong: "1 / 0"}}]}
                - {contains: divide, turn: 2, toolCalls: [{name: no_such_tool}]}
                - {contains: divide, turn: 3, text: It cannot be done.}
                """);

        JsonNode task = CLIENT.await(CLIENT.start("planner", "Please divide by nothing."));

        assertThat(task.at("/result/text").asString()).isEqualTo("It cannot be done.");
        assertThat(decision(decisions(task), "calculator").at("/error/type").asString())
                .isEqualTo("invalid-arguments");
        assertThat(decision(decisions(task), "no_such_tool").at("/error/type").asString())
                .isIn("not-permitted", "unknown-tool");
    }

    @Test
    void aModelThatNeverEndsIsStoppedAtTheStepsOfItsAgent() throws Exception {
        script(
                """
                - {contains: for ever, text: Still at it., toolCalls: [{name: current_time}]}
                """);

        JsonNode task = CLIENT.await(CLIENT.start("planner", "Go on for ever."));

        assertThat(task.get("state").asString()).isEqualTo("failed");
        assertThat(task.at("/error/type").asString()).isEqualTo("max-steps");
    }

    @Test
    void aCallThatCouldCostMoreThanIsLeftIsNotMade() throws Exception {
        script("[{contains: price, text: Too late.}]");
        PIPELINE.model().resetStats();
        String id =
                CLIENT.post(
                                """
                                {"agent": "planner", "prompt": "At any price?", "maxCostUsd": 0.000001}
                                """)
                        .json()
                        .get("id")
                        .asString();

        JsonNode task = CLIENT.await(id);

        assertThat(task.get("state").asString()).isEqualTo("failed");
        assertThat(task.at("/error/type").asString()).isEqualTo("budget");
        assertThat(PIPELINE.model().stats().calls()).isZero();
    }

    @Test
    void aToolServerInJavaIsUsed() throws Exception {
        script(
                """
                - {contains: weather, turn: 1, toolCalls: [{name: weather__forecast, arguments: {city: Oslo}}]}
                - {contains: weather, turn: 2, text: $tool1}
                """);

        JsonNode task = CLIENT.await(CLIENT.start("planner", "How is the weather in Oslo?"));

        assertThat(task.at("/result/text").asString())
                .as(task.toString())
                .isEqualTo("snow, -3 degrees");
    }

    @Test
    void aToolServerFromNpmIsUsed() throws Exception {
        Assumptions.assumeTrue(
                PIPELINE.npm().isPresent(),
                "skipped: Node.js with a registry that npm can reach is not present");
        script(
                """
                - {contains: echo, turn: 1, toolCalls: [{name: everything__echo, arguments: {message: hello mill}}]}
                - {contains: echo, turn: 2, text: $tool1}
                """);

        JsonNode task = CLIENT.await(CLIENT.start("everyman", "Is there an echo?"));

        assertThat(task.at("/result/text").asString().toLowerCase(Locale.ROOT))
                .as(task.toString())
                .contains("hello mill");
    }

    private static void script(String replies) {
        PIPELINE.model()
                .configure(
                        SimulationConfig.DEFAULT
                                .withLatency(Duration.ofMillis(50))
                                .withScript(ReplyScript.parse(replies)));
    }

    /** The view follows the events, so the last decision may come a moment after the result. */
    private static List<JsonNode> decisions(JsonNode task) throws Exception {
        String id = task.get("id").asString();
        await().atMost(Duration.ofSeconds(10))
                .until(
                        () ->
                                CLIENT.timeline(id)
                                        .getLast()
                                        .get("state")
                                        .asString()
                                        .equals(task.get("state").asString()));
        return CLIENT.timeline(id).stream()
                .filter(event -> event.hasNonNull("decision"))
                .map(event -> event.get("decision"))
                .toList();
    }

    private static List<String> actions(List<JsonNode> decisions) {
        return decisions.stream().map(decision -> decision.get("action").asString()).toList();
    }

    private static JsonNode decision(List<JsonNode> decisions, String action) {
        return decisions.stream()
                .filter(decision -> decision.get("action").asString().equals(action))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + action + " in " + decisions));
    }
}
