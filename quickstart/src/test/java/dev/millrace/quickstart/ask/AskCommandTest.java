package dev.millrace.quickstart.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.quickstart.gateway.FakeGateway;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AskCommandTest {

    private static final String ACCEPTED =
            "{\"id\":\"t-1\",\"state\":\"submitted\",\"createdAt\":\"2026-11-21T08:00:00Z\"}";
    private static final String WORKING =
            "{\"id\":\"t-1\",\"state\":\"working\",\"step\":1,\"maxSteps\":1}";
    private static final String COMPLETED =
            """
            {"id":"t-1","state":"completed","step":1,"maxSteps":1,
             "result":{"text":"Anna built it. [1]",
               "citations":[{"documentId":"mill.txt","quote":"Anna built it.","score":0.9}],
               "model":"extractive","degraded":false},
             "usage":{"inputTokens":30,"outputTokens":5,"costUsd":0.000123},"error":null}""";
    private static final String FAILED =
            """
            {"id":"t-1","state":"failed","result":null,
             "error":{"type":"deadline","title":"Out of time","detail":"No answer in PT1S."}}""";

    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();
    @TempDir private Path folder;
    @AutoClose private final FakeGateway gateway = new FakeGateway();

    @Test
    void answerIsPrintedAndProgressStaysOutOfIt() throws Exception {
        gateway.replying(202, ACCEPTED).replying(200, WORKING).replying(200, COMPLETED);
        Path file = Files.writeString(folder.resolve("mill.txt"), "Anna built it.");

        assertThat(ask("Who built it?", "--document", file.toString())).isZero();

        assertThat(out.toString())
                .startsWith("Anna built it. [1]")
                .contains("[1] mill.txt: \"Anna built it.\" (0.90)")
                .contains("extractive, 35 tokens, 0.000123 USD");
        assertThat(errors.toString()).contains("task t-1").contains("working, step 1 of 1");
        assertThat(gateway.requests().get(0)).startsWith("POST /v1/tasks Bearer test-key {");
        assertThat(gateway.requests().get(1))
                .startsWith("GET /v1/tasks/t-1 Bearer test-key wait=3");
        assertThat(submitted())
                .isEqualTo(
                        JsonMapper.shared()
                                .readTree(
                                        """
                                        {"agent":"default","prompt":"Who built it?","deadline":"PT5M",
                                         "documents":[{"id":"mill.txt","title":"mill.txt","text":"Anna built it."}]}"""));
    }

    @Test
    void jsonStandsAloneOnStdout() {
        gateway.replying(202, ACCEPTED).replying(200, COMPLETED);
        assertThat(ask("Who built it?", "--json")).isZero();
        assertThat(out.toString().strip()).isEqualTo(COMPLETED);
    }

    @Test
    void taskThatFailsIsExitCodeOneWithItsReason() {
        gateway.replying(202, ACCEPTED).replying(200, FAILED);
        assertThat(ask("Who built it?")).isEqualTo(1);
        assertThat(errors.toString())
                .contains("The task is failed. Out of time: No answer in PT1S.");
    }

    @Test
    void gatewayThatIsAwayForAMomentDoesNotEndTheWait() {
        gateway.replying(202, ACCEPTED).replying(503, "").replying(200, COMPLETED);
        assertThat(ask("Who built it?")).isZero();
        assertThat(errors.toString()).contains("the gateway does not answer just now");
    }

    @Test
    void stackThatDoesNotRunIsExitCodeOneWithTheCommandThatStartsIt() {
        gateway.close();
        assertThat(ask("Who built it?")).isEqualTo(1);
        assertThat(errors.toString()).contains("./millrace up");
    }

    @Test
    void refusedFieldsAreAUsageErrorThatNamesThem() {
        gateway.replying(
                422,
                "{\"detail\":\"1 field is wrong.\",\"errors\":[{\"field\":\"agent\",\"message\":\"is unknown\"}]}");
        assertThat(ask("Who built it?", "--agent", "nobody")).isEqualTo(2);
        assertThat(errors.toString())
                .contains("422: 1 field is wrong.")
                .contains("agent: is unknown");
    }

    @Test
    void wrongKeyIsExitCodeOneWithTheVariable() {
        gateway.replying(401, "{}");
        assertThat(ask("Who built it?")).isEqualTo(1);
        assertThat(errors.toString()).contains("MILLRACE_API_KEY");
    }

    @Test
    void badUseIsExitCodeTwoAndAsksNothing() {
        assertThat(ask()).isEqualTo(2);
        assertThat(ask("")).isEqualTo(2);
        assertThat(ask("who", "built", "it")).isEqualTo(2);
        assertThat(ask("Who?", "--document", "/no/such/file.txt")).isEqualTo(2);
        assertThat(ask("Who?", "--document", folder.resolve("picture.png").toString()))
                .isEqualTo(2);
        assertThat(ask("Who?", "--timeout", "soon")).isEqualTo(2);
        assertThat(ask("Who?", "--timeout", "0s")).isEqualTo(2);
        assertThat(errors.toString())
                .contains("The question is empty.")
                .contains("Put the question in quotes")
                .contains("/no/such/file.txt does not exist")
                .contains("\"soon\" is not a duration");
        assertThat(gateway.requests()).isEmpty();
    }

    private int ask(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--port=" + gateway.port());
        all.add("--key=test-key");
        return new CommandLine(new AskCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(errors, true))
                .execute(all.toArray(String[]::new));
    }

    private JsonNode submitted() {
        String request = gateway.requests().getFirst();
        return JsonMapper.shared().readTree(request.substring(request.indexOf('{')));
    }
}
