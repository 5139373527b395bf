package dev.millrace.executor.tools.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.agents.EnvironmentText;
import dev.millrace.agents.McpServer;
import dev.millrace.agents.McpServer.Stdio;
import dev.millrace.agents.McpServer.StreamableHttp;
import dev.millrace.agents.ToolLimits;
import dev.millrace.executor.tools.Calls;
import dev.millrace.executor.tools.mcp.McpConnection.Times;
import dev.millrace.executor.work.Tool;
import dev.millrace.executor.work.ToolOutcome;
import dev.millrace.executor.work.ToolOutcome.Broken;
import dev.millrace.executor.work.ToolOutcome.Returned;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** MCP servers that are child processes: one in Java, and one of the protocol's own from npm. */
@Timeout(180)
class McpProcessIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Times FAST =
            new Times(Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ofSeconds(1));

    private McpTools tools;
    private Set<ProcessHandle> before;

    /** Servers that the other tests of this run share are not ours. */
    @BeforeEach
    void noteOthers() {
        before = descendants();
    }

    @AfterEach
    void close() {
        if (tools != null) {
            tools.close();
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> before.containsAll(descendants()));
    }

    private static Set<ProcessHandle> descendants() {
        return ProcessHandle.current().descendants().collect(Collectors.toSet());
    }

    @Test
    void aProcessOffersAndDoesItsTools() throws Exception {
        connect(javaServer(), Map.of());

        assertThat(call("local/add", "{\"a\": 20, \"b\": 22}")).isEqualTo(Returned.of("42"));
        assertThat(call("local/fail", "{}"))
                .isInstanceOfSatisfying(
                        Returned.class,
                        result -> assertThat(result.errorType()).isEqualTo("tool-error"));
    }

    @Test
    void aProcessSeesOnlyTheVariablesThatItIsGiven() throws Exception {
        connect(javaServer(), Map.of("TICKETS_TOKEN", new EnvironmentText("${TOKEN}")));

        String names = ((Returned) call("local/environment", "{}")).content();

        assertThat(names.split(","))
                .contains("PATH", "TICKETS_TOKEN")
                .doesNotContain("MILLRACE_MODEL_API_KEY", "TOKEN");
    }

    @Test
    void aProcessThatDiedIsStartedAgain() throws Exception {
        connect(javaServer(), Map.of());

        assertThat(call("local/crash", "{}"))
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken -> {
                            assertThat(broken.failure().retryable()).isTrue();
                            assertThat(broken.maybeDone()).isTrue();
                        });

        await().atMost(Duration.ofSeconds(30))
                .until(() -> call("local/add", "{\"a\": 1, \"b\": 2}").equals(Returned.of("3")));
    }

    @Test
    void aProgramThatDoesNotExistIsReported() {
        connect(List.of("/no/such/program"), Map.of());

        assertThat(tools.missing("local/add").orElseThrow()).contains("/no/such/program");
    }

    @Test
    void theProtocolsOwnFileServerReadsFiles(@TempDir Path folder) throws Exception {
        assumeNpx();
        Path allowed = folder.toRealPath();
        Files.writeString(allowed.resolve("note.txt"), "The mill stands still.");
        connect(
                List.of("npx", "-y", "@modelcontextprotocol/server-filesystem", allowed.toString()),
                Map.of());
        Assumptions.assumeFalse(
                tools.tools().isEmpty(),
                "skipped: npx cannot fetch @modelcontextprotocol/server-filesystem");

        ToolOutcome read =
                call("local/read_text_file", "{\"path\": \"" + allowed.resolve("note.txt") + "\"}");
        ToolOutcome refused = call("local/read_text_file", "{\"path\": \"/etc/hostname\"}");

        assertThat(read)
                .isInstanceOfSatisfying(
                        Returned.class,
                        result -> {
                            assertThat(result.isError()).isFalse();
                            assertThat(result.content()).contains("The mill stands still.");
                        });
        assertThat(refused)
                .isInstanceOfSatisfying(
                        Returned.class,
                        result -> {
                            assertThat(result.errorType()).isEqualTo("tool-error");
                            assertThat(result.content()).contains("Access denied");
                        });
    }

    @Test
    void theProtocolsOwnTestServerIsReachedOverHttp() throws Exception {
        assumeNpx();
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        ProcessBuilder everything =
                new ProcessBuilder(
                        "npx", "-y", "@modelcontextprotocol/server-everything", "streamableHttp");
        everything.environment().put("PORT", Integer.toString(port));
        Process process =
                everything
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            connect(new StreamableHttp(URI.create("http://127.0.0.1:" + port + "/mcp"), Map.of()));
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> !process.isAlive() || !tools.tools().isEmpty());
            Assumptions.assumeTrue(
                    process.isAlive(),
                    "skipped: npx cannot run @modelcontextprotocol/server-everything");

            assertThat(call("local/echo", "{\"message\": \"hello\"}"))
                    .isEqualTo(Returned.of("Echo: hello"));
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private static void assumeNpx() throws InterruptedException {
        try {
            Process npx =
                    new ProcessBuilder("npx", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            Assumptions.assumeTrue(
                    npx.waitFor(20, TimeUnit.SECONDS) && npx.exitValue() == 0,
                    "skipped: an npx that runs is not present");
        } catch (IOException e) {
            Assumptions.abort("skipped: npx is not present: " + e.getMessage());
        }
    }

    private void connect(List<String> command, Map<String, EnvironmentText> environment) {
        connect(new Stdio(command, environment));
    }

    private void connect(McpServer.Transport transport) {
        McpServer server =
                new McpServer(
                        "local",
                        transport,
                        List.of(),
                        new ToolLimits(Duration.ofSeconds(20), 4, false));
        tools =
                new McpTools(
                        List.of(server),
                        name ->
                                switch (name) {
                                    case "TOKEN" -> "very-secret-token";
                                    case "MILLRACE_MODEL_API_KEY" -> "not for children";
                                    default -> System.getenv(name);
                                },
                        FAST);
        tools.start(Duration.ofSeconds(60));
    }

    private static List<String> javaServer() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")),
                TestMcpServer.class.getName());
    }

    private ToolOutcome call(String name, String arguments) throws InterruptedException {
        Tool tool =
                tools.tools().stream()
                        .filter(candidate -> candidate.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        return tool.call(
                Calls.of(name, arguments, Duration.ofMinutes(1)),
                (ObjectNode) JSON.readTree(arguments));
    }
}
