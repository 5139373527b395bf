package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.kibana.query.Answer;
import dev.millrace.kibana.query.Elasticsearch;
import dev.millrace.kibana.query.PageQuery;
import dev.millrace.kibana.query.Question;
import dev.millrace.kibana.query.Questions;
import dev.millrace.simulatedllm.FaultRates;
import dev.millrace.simulatedllm.ReplyScript;
import dev.millrace.simulatedllm.SimulationConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Whether the panels of Kibana's dashboards have something to show after tasks of every kind. */
@Order(4)
class KibanaIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SPAN = Duration.ofHours(24);

    private static final Pipeline PIPELINE = Pipeline.shared();
    private static final TaskClient CLIENT = PIPELINE.client();
    private static final Elasticsearch ELASTICSEARCH =
            new Elasticsearch(PIPELINE.elasticsearchUrl());

    @BeforeAll
    static void tasksOfEveryKindGoThrough() throws Exception {
        CLIENT.ask(
                "What does the miller own?",
                new TaskClient.Document("mill", "", "The miller owns a wheel of oak."));
        PIPELINE.model()
                .configure(
                        SimulationConfig.DEFAULT.withScript(
                                ReplyScript.parse(
                                        """
                                        - {turn: 1, toolCalls: [{name: calculator, arguments: {expression: "6 * 7"}}]}
                                        - {turn: 2, toolCalls: [{name: calculator, arguments: {expression: "6 *"}}]}
                                        - {turn: 3, text: The calculator gave up.}
                                        """)));
        CLIENT.await(CLIENT.start("planner", "How much is it?"));
        PIPELINE.model()
                .configure(SimulationConfig.DEFAULT.withFaults(new FaultRates(0, 1, 0, 0, 0)));
        CLIENT.await(CLIENT.start("patient", "Are you well?"));
        PIPELINE.model().configure(SimulationConfig.DEFAULT);
    }

    @AfterAll
    static void close() {
        CLIENT.close();
        ELASTICSEARCH.close();
    }

    @Test
    void everyPanelSavedSearchAndControlHasData() throws Exception {
        List<Question> questions =
                Questions.of(PIPELINE.checkout().resolve("infra/kibana/millrace.ndjson"), SPAN);

        assertThat(questions).hasSizeGreaterThan(60);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(withoutData(questions)).isEmpty());
    }

    @Test
    void theQueriesOfThePageFindSomething() throws Exception {
        List<Question> questions =
                PageQuery.of(PIPELINE.checkout().resolve("docs/operations/kibana.md")).stream()
                        // The embedded Elasticsearch has no ES|QL.
                        .filter(query -> !query.language().equals("esql"))
                        .map(PageQuery::toQuestion)
                        .toList();

        assertThat(questions).hasSizeGreaterThan(6);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            for (Question question : questions) {
                                assertThat(ELASTICSEARCH.ask(question).hits())
                                        .as(question.origin())
                                        .isPositive();
                            }
                        });
    }

    private static List<String> withoutData(List<Question> questions) throws Exception {
        List<String> without = new ArrayList<>();
        for (Question question : questions) {
            Answer answer = ELASTICSEARCH.ask(question);
            if (!answer.isWhole()) {
                without.add(question.origin() + " " + answer);
            }
        }
        return without;
    }
}
