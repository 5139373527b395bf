package dev.millrace.executor.tools.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.agents.EnvironmentText;
import dev.millrace.agents.McpServer;
import dev.millrace.agents.McpServer.StreamableHttp;
import dev.millrace.agents.ToolLimits;
import dev.millrace.executor.tools.Calls;
import dev.millrace.executor.tools.mcp.McpConnection.Times;
import dev.millrace.executor.work.Tool;
import dev.millrace.executor.work.ToolOutcome;
import dev.millrace.executor.work.ToolOutcome.Broken;
import dev.millrace.executor.work.ToolOutcome.Returned;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Timeout(60)
class McpToolsTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String SECRET = "very-secret-token";
    private static final Times FAST =
            new Times(Duration.ofMillis(200), Duration.ofMillis(50), Duration.ofMillis(200));

    private TestMcpServer server;
    private McpTools tools;

    @BeforeEach
    void start() throws IOException {
        server = TestMcpServer.start(0);
    }

    @AfterEach
    void stop() {
        if (tools != null) {
            tools.close();
        }
        server.close();
    }

    @Test
    void theToolsOfAServerBearItsName() {
        connect(List.of());

        assertThat(tools.tools())
                .extracting(Tool::name)
                .contains("office/add", "office/fail", "office/hang");
        Tool add = tool("office/add");
        assertThat(add.description()).isEqualTo("Adds two numbers");
        assertThat(add.parameters()).contains("\"minimum\":0").contains("draft-07");
        assertThat(add.limitedAs()).isEqualTo("office");
        assertThat(server.requests())
                .isNotEmpty()
                .allSatisfy(
                        headers ->
                                assertThat(headers)
                                        .containsEntry("authorization", "Key " + SECRET));
    }

    @Test
    void onlyDeclaredToolsAreThereIfAnyAreDeclared() {
        connect(List.of("add", "not_there"));

        assertThat(tools.tools()).extracting(Tool::name).containsExactly("office/add");
    }

    @Test
    void aCallComesBackWithItsResult() throws Exception {
        connect(List.of());

        assertThat(call("office/add", "{\"a\": 2, \"b\": 40}")).isEqualTo(Returned.of("42"));
        assertThat(call("office/picture", "{}")).isEqualTo(Returned.of("Here:\n[image image/png]"));
    }

    @Test
    void anErrorOfAToolIsAResultWithoutItsSecrets() throws Exception {
        connect(List.of());

        assertThat(call("office/fail", "{}"))
                .isEqualTo(Returned.error("tool-error", "it did not work: ***"));
    }

    @Test
    void aServerThatFailsIsTriedAgain() throws Exception {
        connect(List.of());
        Tool add = tool("office/add");
        server.failWith(503);

        assertThat(call(add, "{\"a\": 1, \"b\": 1}"))
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken -> {
                            assertThat(broken.failure().retryable()).isTrue();
                            assertThat(broken.failure().type()).isIn("http-503", "connection");
                        });
    }

    @Test
    void aServerThatRefusesIsAnErrorForTheModel() throws Exception {
        connect(List.of(), new Times(Duration.ofMinutes(1), FAST.firstWait(), FAST.longestWait()));
        Tool add = tool("office/add");
        server.failWith(401);

        assertThat(call(add, "{\"a\": 1, \"b\": 1}"))
                .isEqualTo(
                        Returned.error(
                                "http-401", "The tool failed: the server answered with HTTP 401"));
    }

    @Test
    void aServerThatWentComesBack() throws Exception {
        connect(List.of());
        int port = server.port();
        server.close();
        await().until(() -> tools.missing("office/add").isPresent());
        assertThat(tools.missing("office/add").orElseThrow())
                .startsWith("the MCP server office is not available");
        assertThat(tools.missing("other/add")).isEmpty();
        assertThat(call("office/add", "{\"a\": 1, \"b\": 1}"))
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken -> {
                            assertThat(broken.failure().type()).isEqualTo("connection");
                            assertThat(broken.maybeDone()).isFalse();
                        });

        server = TestMcpServer.start(port);

        await().until(() -> tools.missing("office/add").isEmpty());
        assertThat(call("office/add", "{\"a\": 1, \"b\": 1}")).isEqualTo(Returned.of("2"));
    }

    @Test
    void aServerThatIsNotThereAtTheStartIsFoundLater() throws Exception {
        int port = server.port();
        server.close();
        connect(port, List.of(), FAST);
        assertThat(tools.tools()).isEmpty();
        assertThat(tools.missing("office__add")).isPresent();

        server = TestMcpServer.start(port);

        await().until(() -> !tools.tools().isEmpty());
        assertThat(call("office/add", "{\"a\": 1, \"b\": 1}")).isEqualTo(Returned.of("2"));
    }

    @Test
    void withoutItsCredentialsAServerIsNotAsked() {
        tools =
                new McpTools(
                        List.of(
                                server(
                                        server.port(),
                                        List.of(),
                                        Map.of("X-Key", new EnvironmentText("${NOT_SET}")))),
                        _ -> null,
                        FAST);
        tools.start(Duration.ofSeconds(10));

        assertThat(tools.missing("office/add").orElseThrow()).contains("NOT_SET");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void anInterruptBreaksTheCallOffAndTellsTheServer() throws Exception {
        connect(List.of());
        AtomicReference<Object> end = new AtomicReference<>();
        Thread caller =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        end.set(call("office/hang", "{}"));
                                    } catch (Exception e) {
                                        end.set(e);
                                    }
                                });
        await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        caller.interrupt();

        await().until(() -> end.get() instanceof InterruptedException);
        await().until(() -> call("office/canceled", "{}").equals(Returned.of("1 canceled")));
    }

    private void connect(List<String> offered) {
        connect(offered, FAST);
    }

    private void connect(List<String> offered, Times times) {
        connect(server.port(), offered, times);
    }

    private void connect(int port, List<String> offered, Times times) {
        tools =
                new McpTools(
                        List.of(
                                server(
                                        port,
                                        offered,
                                        Map.of(
                                                "Authorization",
                                                new EnvironmentText("Key ${KEY}")))),
                        name -> name.equals("KEY") ? SECRET : null,
                        times);
        tools.start(Duration.ofSeconds(10));
    }

    private static McpServer server(
            int port, List<String> offered, Map<String, EnvironmentText> headers) {
        return new McpServer(
                "office",
                new StreamableHttp(URI.create("http://127.0.0.1:" + port + "/mcp"), headers),
                offered,
                new ToolLimits(Duration.ofSeconds(20), 4, false));
    }

    private ToolOutcome call(String name, String arguments) throws InterruptedException {
        return call(tool(name), arguments);
    }

    private static ToolOutcome call(Tool tool, String arguments) throws InterruptedException {
        return tool.call(
                Calls.of(tool.name(), arguments, Duration.ofMinutes(1)),
                (ObjectNode) JSON.readTree(arguments));
    }

    private Tool tool(String name) {
        return tools.tools().stream()
                .filter(tool -> tool.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
