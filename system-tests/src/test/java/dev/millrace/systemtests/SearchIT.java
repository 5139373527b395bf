package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
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
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @AfterAll
    static void close() {
        CLIENT.close();
        HTTP.close();
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

    private static long hits(String query) throws Exception {
        return search("agents-results", query).get("hits").get("total").get("value").asLong();
    }

    private static JsonNode search(String index, String query) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(PIPELINE.elasticsearchUrl() + "/" + index + "/_search"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(query))
                        .build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return TaskClient.JSON.readTree(response.body());
    }
}
