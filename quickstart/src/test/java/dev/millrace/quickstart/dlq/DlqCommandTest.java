package dev.millrace.quickstart.dlq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.quickstart.gateway.FakeGateway;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DlqCommandTest {

    private static final String FIRST = "agents.tasks.admitted.dlq:1:7";
    private static final String SECOND = "agents.tasks.events.dlq:0:3";

    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();
    @AutoClose private final FakeGateway gateway = new FakeGateway();

    @Test
    void lettersAreListedAsATable() {
        gateway.replying(200, page(letter(FIRST, "deadline", "task-1"), null));

        assertThat(dlq("list")).isZero();

        assertThat(out.toString().lines().toList()).hasSize(2);
        assertThat(out.toString()).contains("ID", FIRST, "deadline", "task-1", "open", "Too late");
        assertThat(gateway.requests())
                .containsExactly("GET /v1/dead-letters?limit=50 Bearer test-key");
    }

    @Test
    void whatCannotBeToldOfALetterIsADashAndItsKeyStandsForItsTask() {
        gateway.replying(
                200,
                page(
                        """
                        {"id":"%s","tenant":null,"taskId":null,"key":"a-key","reason":"dev.millrace.Undecodable",
                         "message":"no\\n  event","at":"2026-11-21T08:00:00Z","status":"open"}"""
                                .formatted(SECOND),
                        null));

        assertThat(dlq("list")).isZero();

        assertThat(out.toString())
                .containsPattern("open +- +a-key +Undecodable +no event")
                .doesNotContain("dev.millrace");
    }

    @Test
    void filtersAreHandedOn() {
        gateway.replying(200, page("", null));

        assertThat(
                        dlq(
                                "search",
                                "a wheel",
                                "--topic=agents.tasks.events",
                                "--reason=deadline",
                                "--tenant=acme",
                                "--status=open",
                                "--until=2026-11-21T08:00:00Z",
                                "--limit=5"))
                .isZero();

        assertThat(gateway.requests().getFirst())
                .isEqualTo(
                        "GET /v1/dead-letters?topic=agents.tasks.events&reason=deadline&until=2026-11-21T08%3A00%3A00Z"
                                + "&tenant=acme&q=a+wheel&status=open&limit=5 Bearer test-key");
        assertThat(errors.toString()).contains("No dead letters.");
    }

    @Test
    void aTimeCanBeSaidAsAgo() {
        gateway.replying(200, page("", null));

        dlq("list", "--since=2h");

        Matcher since = Pattern.compile("since=([^ &]+)").matcher(gateway.requests().getFirst());
        assertThat(since.find()).isTrue();
        assertThat(Instant.parse(since.group(1).replace("%3A", ":")))
                .isCloseTo(
                        Instant.now().minus(Duration.ofHours(2)),
                        new org.assertj.core.data.TemporalUnitWithinOffset(
                                60, java.time.temporal.ChronoUnit.SECONDS));
    }

    @Test
    void pagesAreFollowedUpToTheLimit() {
        gateway.replying(200, page(letter(FIRST, "deadline", "task-1"), "more"))
                .replying(200, page("", "evenMore"))
                .replying(200, page(letter(SECOND, "a.b.Undecodable", "task-2"), "yetMore"));

        assertThat(dlq("list", "--limit=2", "--json")).isZero();

        assertThat(out.toString()).startsWith("[{").contains(FIRST, SECOND);
        assertThat(gateway.requests())
                .containsExactly(
                        "GET /v1/dead-letters?limit=2 Bearer test-key",
                        "GET /v1/dead-letters?limit=1&cursor=more Bearer test-key",
                        "GET /v1/dead-letters?limit=1&cursor=evenMore Bearer test-key");
        assertThat(errors.toString()).contains("There are more");
    }

    @Test
    void aLetterIsShownWithItsContent() {
        gateway.replying(
                200,
                "{\"id\":\"%s\",\"tenant\":null,\"headers\":[{\"name\":\"h\",\"value\":\"v\"}],\"size\":3,\"encoding\":\"json\",\"value\":{\"prompt\":\"Why?\"}}"
                        .formatted(FIRST));

        assertThat(dlq("show", FIRST)).isZero();

        assertThat(out.toString()).contains(FIRST, "h: v", "\"prompt\" : \"Why?\"");
        assertThat(out.toString()).containsPattern("tenant +-\\R").containsPattern("size +3\\R");
        assertThat(gateway.requests())
                .containsExactly("GET /v1/dead-letters/" + FIRST + " Bearer test-key");
    }

    @Test
    void namedLettersAreRedrivenAndARefusalIsExitCodeOne() {
        gateway.replying(409, "{\"detail\":\"it was dropped\"}")
                .replying(
                        200, letter(FIRST, "deadline", "task-1").replace("null", "\"redrive-1\""));

        assertThat(dlq("redrive", SECOND, FIRST)).isEqualTo(1);

        assertThat(errors.toString()).contains("it was dropped");
        assertThat(out.toString()).contains("runs again as task redrive-1");
        assertThat(gateway.requests())
                .containsExactly(
                        "POST /v1/dead-letters/" + SECOND + "/redrive Bearer test-key",
                        "POST /v1/dead-letters/" + FIRST + "/redrive Bearer test-key");
    }

    @Test
    void manyAreRedrivenWithProgress() {
        gateway.replying(202, job("running", 0, 0, 0, ""))
                .replying(200, job("running", 40, 12, 0, ""))
                .replying(200, job("completed", 40, 40, 0, ""));

        assertThat(dlq("redrive", "--all", "--reason=deadline", "--rate=5", "--limit=40")).isZero();

        assertThat(errors.toString()).contains("12 of 40 redriven").contains("40 of 40 redriven");
        assertThat(gateway.requests().getFirst())
                .isEqualTo(
                        "POST /v1/dead-letters/redrive Bearer test-key {\"reason\":\"deadline\",\"ratePerSecond\":5.0,\"limit\":40}");
        assertThat(gateway.requests().getLast())
                .isEqualTo("GET /v1/dead-letters/redrives/job-1 Bearer test-key");
    }

    @Test
    void aRedriveThatLeavesSomethingIsExitCodeOne() {
        gateway.replying(202, job("running", 0, 0, 0, ""))
                .replying(200, job("completed", 2, 1, 1, "x: it is gone"));

        assertThat(dlq("redrive", "--all", "--json")).isEqualTo(1);

        assertThat(errors.toString()).contains("1 of 2 redriven, 1 refused").contains("it is gone");
        assertThat(out.toString()).startsWith("{");
    }

    @Test
    void lettersAreDropped() {
        gateway.replying(200, letter(FIRST, "deadline", "task-1"));

        assertThat(dlq("drop", FIRST)).isZero();

        assertThat(out.toString()).contains(FIRST + " is dropped.");
        assertThat(gateway.requests().getFirst())
                .startsWith("POST /v1/dead-letters/" + FIRST + "/drop");
    }

    @Test
    void aGatewayThatDoesNotRunIsExitCodeOneWithTheCommandThatStartsIt() {
        gateway.close();

        assertThat(dlq("list")).isEqualTo(1);
        assertThat(errors.toString()).contains("./millrace up");
    }

    @Test
    void whatTheGatewayDoesNotUnderstandIsExitCodeTwo() {
        gateway.replying(
                422,
                "{\"detail\":\"Wrong.\",\"errors\":[{\"field\":\"topic\",\"message\":\"must be a topic\"}]}");

        assertThat(dlq("list", "--topic=nothing")).isEqualTo(2);
        assertThat(errors.toString()).contains("422: Wrong.").contains("topic: must be a topic");
    }

    @Test
    void aKeyWithoutTheRoleIsExitCodeOne() {
        gateway.replying(403, "{\"detail\":\"Dead letters need a key with the role operator.\"}");

        assertThat(dlq("list")).isEqualTo(1);
        assertThat(errors.toString()).contains("role operator");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "show",
                "show x",
                "redrive",
                "redrive x",
                "redrive --all agents.tasks.events.dlq:0:3",
                "redrive agents.tasks.events.dlq:0:3 --rate=5",
                "drop",
                "list --limit=0",
                "list --limit=x",
                "list --colour=red",
                "list --url=nothing"
            })
    void badUseIsExitCodeTwoAndAsksNothing(String line) {
        assertThat(dlq(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(errors.toString()).isNotBlank();
        assertThat(gateway.requests()).isEmpty();
    }

    private int dlq(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.isEmpty()) {
            if (all.stream().noneMatch(argument -> argument.startsWith("--url"))) {
                all.add("--url=" + gateway.url());
            }
            all.add("--key=test-key");
        }
        return new CommandLine(new DlqCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(errors, true))
                .execute(all.toArray(String[]::new));
    }

    private static String page(String items, String next) {
        return "{\"items\":[%s],\"next\":%s}"
                .formatted(items, next == null ? "null" : "\"" + next + "\"");
    }

    private static String letter(String id, String reason, String task) {
        return """
               {"id":"%s","topic":"t.dlq","taskId":"%s","tenant":"acme","reason":"%s",
                "message":"Too late","at":"2026-11-21T08:00:00Z","status":"open","redrivenAs":null}"""
                .formatted(id, task, reason);
    }

    private static String job(String state, int found, int redriven, int refused, String problem) {
        return "{\"id\":\"job-1\",\"state\":\"%s\",\"found\":%d,\"redriven\":%d,\"refused\":%d,\"problem\":\"%s\"}"
                .formatted(state, found, redriven, refused, problem);
    }
}
