package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.TaskRequested;
import dev.millrace.devstack.Ports;
import dev.millrace.simulatedllm.FaultRates;
import dev.millrace.simulatedllm.ReplyScript;
import dev.millrace.simulatedllm.SimulationConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus watches the running pipeline: outages raise their alerts, and all that rules
 * and dashboards ask has an answer.
 */
@Order(7)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PrometheusIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String PRIMARY = "primary";
    private static final SimulationConfig WELL =
            SimulationConfig.DEFAULT
                    .withLatency(Duration.ofMillis(50))
                    .withScript(
                            ReplyScript.parse(
                                    """
                                    - {contains: sum, turn: 1, toolCalls: [{name: calculator, arguments: {expression: "6 * 7"}}]}
                                    - {contains: sum, turn: 2, text: It is $tool1.}
                                    - {contains: nothing, turn: 1, toolCalls: [{name: calculator, arguments: {wrong: "1"}}]}
                                    - {contains: nothing, turn: 2, text: It cannot be done.}
                                    """));

    /** Two models are down; one of them has another beside it, the other has none. */
    private static final SimulationConfig ILL =
            WELL.withFaults(new FaultRates(0, 1, 0, 0, 0))
                    .withFaultyModels(Set.of(PRIMARY, "shaky"));

    /** What is rightly not there, with the reason. What asks for it has a value all the same. */
    private static final Map<String, String> ABSENT =
            Map.of(
                    "http_server_requests_seconds_count{service=\"ingest-gateway\",uri=~\"/v1/.*\",uri!=\"/v1/chat/completions\",status=~\"5..\"}",
                    "no call fails while Kafka is there, and other tests stop Kafka");

    private static final int MORE_THAN_THE_BURST = 5;

    private static final Pipeline PIPELINE = Pipeline.shared();
    private static final MonitoringFiles FILES = new MonitoringFiles(PIPELINE.checkout());
    private static final TaskClient CLIENT = PIPELINE.client();
    @TempDir private static Path folder;
    private static PrometheusServer prometheus;

    @BeforeAll
    static void start() {
        prometheus = PrometheusServer.start(folder, PIPELINE, FILES);
        await().atMost(PATIENCE).until(prometheus::isReady);
        PIPELINE.model().configure(WELL);
    }

    @AfterAll
    static void close() {
        PIPELINE.model().configure(SimulationConfig.DEFAULT);
        CLIENT.close();
        if (prometheus != null) {
            prometheus.close();
        }
    }

    @Test
    @Order(1)
    void allFourServicesAreScrapedAndReady() {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(prometheus.query("up == 1 and millrace_ready == 1"))
                                        .hasSize(4));
    }

    @Test
    @Order(2)
    void aPoisonedRecordIsTold() throws Exception {
        try (RequestProducer producer = new RequestProducer(PIPELINE)) {
            producer.send("dev", "no event".getBytes(StandardCharsets.UTF_8));
            producer.send(requestWithoutPrompt());
        }

        awaitFiring("DeadLettersRising", "topic", "agents.tasks.requested");
    }

    @Test
    @Order(3)
    void anElasticsearchThatIsAwayIsToldAndSoItsReturn() throws Exception {
        PIPELINE.stop(Ports.ELASTICSEARCH);
        try {
            CLIENT.ask("Is this found later?");

            awaitFiring("SinkCannotWrite", "target", "results");
            awaitFiring("ServiceNotReady", "service", "result-sink");
        } finally {
            PIPELINE.start(Ports.ELASTICSEARCH);
        }
        awaitEnd("ServiceNotReady", "service", "result-sink");
    }

    @Test
    @Order(4)
    void aModelThatAnswersWithErrorsIsTold() throws Exception {
        PIPELINE.model().configure(ILL);
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            tasks.add(CLIENT.start("careful", "Who answers, for the " + i + "th time?"));
            tasks.add(CLIENT.start("patient", "Are you well, number " + i + "?"));
        }

        awaitFiringWhileAsking("BreakerOpen", "endpoint", "primary/primary", tasks);
        awaitFiringWhileAsking("ModelErrors", "gen_ai_request_model", PRIMARY, tasks);
        for (String task : tasks) {
            CLIENT.await(task);
        }
        awaitFiring("TaskErrorBudgetBurn", "objective", "tasks");
        assertThat(prometheus.query("ALERTS{alertstate=\"firing\",severity=\"critical\"}"))
                .isNotEmpty();
        PIPELINE.model().configure(WELL);
    }

    @Test
    @Order(5)
    void aServiceThatIsGoneIsToldUntilItIsBack() {
        PIPELINE.stop(Ports.RESULT_SINK);
        try {
            awaitFiring("ServiceGone", "service", "result-sink");
            awaitFiring("InstanceDown", "service", "result-sink");
        } finally {
            PIPELINE.start(Ports.RESULT_SINK);
        }
        awaitEnd("ServiceGone", "service", "result-sink");
    }

    @Test
    @Order(6)
    void everyExpressionOfRulesAndDashboardsHasAnAnswer() throws Exception {
        List<Expression> expressions = new ArrayList<>();
        FILES.dashboards().forEach(dashboard -> expressions.addAll(FILES.ofPanels(dashboard)));
        expressions.addAll(FILES.ofRecords());
        expressions.addAll(FILES.ofAlerts().stream().map(Expression::withoutThresholds).toList());

        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(
                        () -> {
                            beBusy();
                            assertThat(unanswered(expressions)).isEmpty();
                        });
        System.out.printf(
                "prometheus: %d expressions answered, %d series%n",
                expressions.size(),
                prometheus.query("count({job=\"millrace\"})").getFirst().at("/value/1").asInt());
    }

    @Test
    @Order(7)
    void everyMetricThatIsAskedForIsThere() throws Exception {
        Set<String> selectors = new TreeSet<>();
        FILES.dashboards()
                .forEach(
                        d ->
                                FILES.ofPanels(d)
                                        .forEach(e -> selectors.addAll(e.filled().selectors())));
        FILES.ofRecords().forEach(e -> selectors.addAll(e.selectors()));
        FILES.ofAlerts().forEach(e -> selectors.addAll(e.selectors()));
        selectors.removeAll(ABSENT.keySet());

        List<String> missing = new ArrayList<>();
        for (String selector : selectors) {
            if (prometheus.query("last_over_time(" + selector + "[10m])").isEmpty()) {
                missing.add(selector);
            }
        }
        assertThat(missing).isEmpty();
    }

    private static List<String> unanswered(List<Expression> expressions) throws Exception {
        List<String> unanswered = new ArrayList<>();
        for (Expression expression : expressions) {
            if (!prometheus.hasValue(expression.filled().text())) {
                unanswered.add(expression.toString());
            }
        }
        return unanswered;
    }

    /** Something of everything: tools that work and fail, documents, budgets, refusals. */
    private static void beBusy() throws Exception {
        for (int i = 0; i < MORE_THAN_THE_BURST; i++) {
            CLIENT.post("{\"prompt\": \"Am I too fast?\"}", Pipeline.HURRIED_KEY);
        }
        List<String> tasks = new ArrayList<>();
        tasks.add(CLIENT.start("planner", "What is the sum?"));
        tasks.add(CLIENT.start("planner", "Divide by nothing."));
        tasks.add(
                CLIENT.post(
                                """
                                {"agent": "planner", "prompt": "What is the sum, for little?", "maxCostUsd": 0.5}
                                """)
                        .json()
                        .get("id")
                        .asString());
        CLIENT.ask(
                "Who built the mill?",
                new TaskClient.Document("mill", "", "The miller built the mill in 1782."));
        for (String task : tasks) {
            CLIENT.await(task);
        }
    }

    private static TaskRequested requestWithoutPrompt() {
        return TaskRequested.newBuilder()
                .setTaskId(UUID.randomUUID().toString())
                .setTenantId("dev")
                .setPrompt("")
                .setSubmittedAt(Instant.now())
                .build();
    }

    private static void awaitFiring(String alert, String label, String value) {
        await(alert).atMost(PATIENCE).until(() -> prometheus.fires(alert, label, value));
    }

    /** An outage is seen by those who go on asking: without them nothing fails any more. */
    private static void awaitFiringWhileAsking(
            String alert, String label, String value, List<String> tasks) {
        await(alert)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () -> {
                            tasks.add(CLIENT.start("careful", "Who answers " + tasks.size() + "?"));
                            return prometheus.fires(alert, label, value);
                        });
    }

    private static void awaitEnd(String alert, String label, String value) {
        await("end of " + alert)
                .atMost(PATIENCE)
                .until(() -> !prometheus.fires(alert, label, value));
    }
}
