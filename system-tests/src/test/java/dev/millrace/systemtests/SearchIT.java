package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.simulatedllm.ReplyScript;
import dev.millrace.simulatedllm.SimulationConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an analyst finds. */
@Order(3)
class SearchIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Pipeline PIPELINE = Pipeline.shared();
    private static final TaskClient CLIENT = PIPELINE.client();
    private static final SearchClient SEARCH = new SearchClient(PIPELINE.elasticsearchUrl());

    @AfterAll
    static void close() {
        CLIENT.close();
        SEARCH.close();
    }

    @Test
    void aResultIsFoundByIdByTheWordsOfItsAnswerAndInAHistogram() throws Exception {
        String id =
                CLIENT.ask(
                                "What grows in the garden?",
                                new TaskClient.Document(
                                        "garden",
                                        "",
                                        "Purple kohlrabi grows in the garden of the miller."))
                        .get("id")
                        .asString();

        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(
                                                hits(
                                                        "{\"query\":{\"term\":{\"task.id\":\""
                                                                + id
                                                                + "\"}}}"))
                                        .isEqualTo(1));
        assertThat(
                        hits(
                                "{\"query\":{\"bool\":{\"must\":{\"query_string\":{\"query\":\"kohlrabi\"}},"
                                        + "\"filter\":{\"term\":{\"task.id\":\""
                                        + id
                                        + "\"}}}}}"))
                .isEqualTo(1);
        JsonNode histogram =
                search(
                        "agents-results",
                        "{\"size\":0,\"query\":{\"term\":{\"task.id\":\""
                                + id
                                + "\"}},\"aggs\":{\"days\":{\"date_histogram\":{\"field\":\"@timestamp\",\"calendar_interval\":\"day\"},"
                                + "\"aggs\":{\"agents\":{\"terms\":{\"field\":\"agent.name\"},"
                                + "\"aggs\":{\"states\":{\"terms\":{\"field\":\"task.state\"}}}}}}}}");
        JsonNode agent =
                histogram
                        .get("aggregations")
                        .get("days")
                        .get("buckets")
                        .get(0)
                        .get("agents")
                        .get("buckets")
                        .get(0);
        assertThat(agent.get("key").asString()).isEqualTo("default");
        assertThat(agent.get("states").get("buckets").get(0).get("key").asString())
                .isEqualTo("completed");
    }

    @Test
    void theStatesOfATaskAreFound() throws Exception {
        String id = CLIENT.ask("Are my states found?").get("id").asString();

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            JsonNode found =
                                    search(
                                            "agents-events-default",
                                            "{\"size\":0,\"query\":{\"term\":{\"task.id\":\""
                                                    + id
                                                    + "\"}},\"aggs\":{\"states\":{\"terms\":{\"field\":\"task.state\"}}}}");
                            assertThat(
                                            found.get("aggregations")
                                                    .get("states")
                                                    .get("buckets")
                                                    .findValuesAsString("key"))
                                    .contains("submitted", "working", "completed");
                        });
    }

    @Test
    void whatAnAgentDecidedAndWhatItsCallsCostIsFound() throws Exception {
        PIPELINE.model()
                .configure(
                        SimulationConfig.DEFAULT.withScript(
                                ReplyScript.parse(
                                        """
                                        - {turn: 1, reasoning: I am curious., toolCalls: [{name: calculator, arguments: {expression: "6 * 7"}}]}
                                        - {turn: 2, text: It is $tool1.}
                                        """)));
        String id = CLIENT.start("planner", "How much is it?");
        CLIENT.await(id);

        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(
                        () -> {
                            assertThat(count("agents-usage-default", "task.id", id)).isEqualTo(2);
                            assertThat(count("agents-results", "task.id", id)).isOne();
                        });
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(actions(id))
                                        .contains("call_tools", "calculator", "answer"));
        JsonNode cost =
                search(
                        "agents-usage-default",
                        "{\"size\":0,\"query\":{\"term\":{\"task.id\":\""
                                + id
                                + "\"}},\"aggs\":{\"usd\":{\"sum\":{\"field\":\"cost.usd\"}}}}");
        assertThat(cost.at("/aggregations/usd/value").asDouble()).isPositive();
    }

    private static List<String> actions(String task) throws Exception {
        return search(
                        "agents-events-default",
                        "{\"size\":0,\"query\":{\"term\":{\"task.id\":\""
                                + task
                                + "\"}},\"aggs\":{\"actions\":{\"terms\":{\"field\":\"decision.action\"}}}}")
                .at("/aggregations/actions/buckets")
                .findValuesAsString("key");
    }

    private static long hits(String query) throws Exception {
        return search("agents-results", query).get("hits").get("total").get("value").asLong();
    }

    private static JsonNode search(String index, String query) throws Exception {
        return SEARCH.search(index, query);
    }

    private static long count(String index, String field, String value) throws Exception {
        return SEARCH.count(index, "{\"query\":{\"term\":{\"" + field + "\":\"" + value + "\"}}}");
    }
}
