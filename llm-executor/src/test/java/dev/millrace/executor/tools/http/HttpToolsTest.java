package dev.millrace.executor.tools.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.agents.EnvironmentText;
import dev.millrace.agents.HttpTool;
import dev.millrace.agents.HttpTool.Method;
import dev.millrace.agents.HttpTool.Rest;
import dev.millrace.agents.ToolLimits;
import dev.millrace.executor.tools.Calls;
import dev.millrace.executor.tools.http.CheckedResolver.Lookup;
import dev.millrace.executor.work.Tool;
import dev.millrace.executor.work.ToolOutcome;
import dev.millrace.executor.work.ToolOutcome.Broken;
import dev.millrace.executor.work.ToolOutcome.Returned;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Timeout(60)
class HttpToolsTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String SECRET = "very-secret-token";

    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Map<String, InetAddress[]> names = new java.util.concurrent.ConcurrentHashMap<>();
    private HttpServer server;
    private HttpTools tools;

    private record Seen(
            String method,
            String uri,
            String host,
            Map<String, List<String>> headers,
            String body) {

        String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().getFirst())
                    .findFirst()
                    .orElse(null);
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        names.put("api.example.org", new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")});
        names.put("other.example.org", new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")});
    }

    @AfterEach
    void stop() {
        if (tools != null) {
            tools.close();
        }
        server.stop(0);
    }

    @Test
    void theRequestGoesOutAsDeclaredAndItsAnswerComesBack() throws Exception {
        answer("/", 200, "application/json", "{\"sky\":\"blue\"}");

        ToolOutcome outcome =
                call(
                        tool("/v1/{city}?days={days}").secretHeader("X-Key").build(),
                        "{\"city\": \"New York\", \"days\": 2, \"unit\": \"C\"}");

        assertThat(outcome).isEqualTo(Returned.of("{\"sky\":\"blue\"}"));
        assertThat(seen)
                .singleElement()
                .satisfies(
                        request -> {
                            assertThat(request.method()).isEqualTo("GET");
                            assertThat(request.uri()).isEqualTo("/v1/New%20York?days=2&unit=C");
                            assertThat(request.host())
                                    .isEqualTo("api.example.org:" + server.getAddress().getPort());
                            assertThat(request.header("X-Key")).isEqualTo("Key " + SECRET);
                            assertThat(request.header("Idempotency-Key")).isEqualTo("task-1/2.1");
                        });
    }

    @Test
    void aBodyHoldsWhatTheUrlDoesNot() throws Exception {
        answer("/", 201, "application/json", "{}");

        call(
                tool("/users/{id}").method(Method.POST, Rest.BODY).build(),
                "{\"id\": 7, \"name\": \"Zoë\", \"tags\": [1.50]}");

        assertThat(seen.getFirst().method()).isEqualTo("POST");
        assertThat(seen.getFirst().uri()).isEqualTo("/users/7");
        assertThat(JSON.readTree(seen.getFirst().body()))
                .isEqualTo(JSON.readTree("{\"name\": \"Zoë\", \"tags\": [1.50]}"));
        assertThat(seen.getFirst().header("Content-Type")).startsWith("application/json");
    }

    @ParameterizedTest
    @CsvSource({"400", "401", "403", "404", "409", "413", "422", "501"})
    void whatTheServerRefusesIsAnErrorForTheModel(int status) throws Exception {
        answer("/", status, "text/plain", "no such city " + SECRET);

        assertThat(call(tool("/x").secretHeader("X-Key").build(), "{}"))
                .isEqualTo(
                        Returned.error("http-" + status, "HTTP " + status + ": no such city ***"));
    }

    @ParameterizedTest
    @CsvSource({"429, rate-limited", "500, http-500", "503, http-503", "504, timeout"})
    void whatMayPassIsTriedAgainWhenTheServerSays(int status, String type) throws Exception {
        handle(
                "/",
                exchange -> {
                    exchange.getResponseHeaders().add("Retry-After", "7");
                    respond(exchange, status, "text/plain", "later");
                });

        assertThat(call(tool("/x").build(), "{}"))
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken -> {
                            assertThat(broken.failure().retryable()).isTrue();
                            assertThat(broken.failure().type()).isEqualTo(type);
                            assertThat(broken.failure().retryAfter())
                                    .contains(Duration.ofSeconds(7));
                            assertThat(broken.maybeDone()).isEqualTo(status != 429);
                        });
    }

    @Test
    void aServerThatIsNotThereIsTriedAgain() throws Exception {
        server.stop(0);

        assertThat(call(tool("/x").build(), "{}"))
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken -> {
                            assertThat(broken.failure().type()).isEqualTo("connection");
                            assertThat(broken.maybeDone()).isFalse();
                        });
    }

    @Test
    void anAnswerThatBreaksOffMayHaveHadItsEffect() throws Exception {
        handle(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, 1_000);
                    exchange.getResponseBody().write(new byte[10]);
                    exchange.close();
                });

        assertThat(call(tool("/x").build(), "{}"))
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken -> {
                            assertThat(broken.failure().type()).isEqualTo("connection");
                            assertThat(broken.maybeDone()).isTrue();
                        });
    }

    @Test
    void aLargeAnswerIsNotReadToItsEnd() throws Exception {
        AtomicInteger written = new AtomicInteger();
        handle(
                "/",
                exchange -> {
                    exchange.getResponseHeaders().add("Content-Type", "text/plain");
                    exchange.sendResponseHeaders(200, 0);
                    byte[] block = "x".repeat(64 * 1024).getBytes(UTF_8);
                    try (OutputStream body = exchange.getResponseBody()) {
                        for (int i = 0; i < 4_000; i++) {
                            body.write(block);
                            written.addAndGet(block.length);
                        }
                    }
                });

        ToolOutcome outcome = call(tool("/x").build(), "{}");

        assertThat(outcome)
                .isEqualTo(
                        Returned.of(
                                "x".repeat(4_096)
                                        + "\n[cut: the answer is larger than 4096 bytes]"));
        assertThat(written.get()).isLessThan(100 * 1024 * 1024);
    }

    @Test
    void whatIsNoTextIsNotShown() throws Exception {
        answer("/", 200, "image/png", "\u0089PNG");

        assertThat(call(tool("/x").build(), "{}"))
                .isEqualTo(Returned.error("unreadable", "The answer is no text but image/png"));
    }

    @Test
    void anEmptyAnswerSaysSo() throws Exception {
        handle("/", exchange -> exchange.sendResponseHeaders(204, -1));

        assertThat(call(tool("/x").build(), "{}")).isEqualTo(Returned.of("[no content, HTTP 204]"));
    }

    @Test
    void aRedirectIsFollowedToAnAllowedHostWithoutTheSecret() throws Exception {
        answer("/end", 200, "text/plain", "arrived");
        redirect("/x", 302, url("other.example.org", "/end"));

        ToolOutcome outcome =
                call(
                        tool("/x")
                                .secretHeader("Authorization")
                                .plainHeader("X-Plain", "1")
                                .hosts("other.example.org")
                                .build(),
                        "{}");

        assertThat(outcome).isEqualTo(Returned.of("arrived"));
        assertThat(seen).extracting(Seen::uri).containsExactly("/x", "/end");
        assertThat(seen.get(0).header("Authorization")).isEqualTo("Key " + SECRET);
        assertThat(seen.get(1).header("Authorization")).isNull();
        assertThat(seen.get(1).header("X-Plain")).isEqualTo("1");
    }

    @Test
    void aRedirectOnTheSameHostKeepsTheSecret() throws Exception {
        answer("/end", 200, "text/plain", "arrived");
        redirect("/x", 301, "/end");

        call(tool("/x").secretHeader("Authorization").build(), "{}");

        assertThat(seen.get(1).header("Authorization")).isEqualTo("Key " + SECRET);
    }

    @ParameterizedTest
    @CsvSource({"302, GET", "303, GET", "307, POST", "308, POST"})
    void aFormThatIsSentOnIsSentAgainOnlyIfTheServerSaysSo(int status, String method)
            throws Exception {
        answer("/end", 200, "text/plain", "arrived");
        redirect("/x", status, "/end");

        call(tool("/x").method(Method.POST, Rest.BODY).build(), "{\"a\": 1}");

        assertThat(seen.get(1).method()).isEqualTo(method);
        assertThat(seen.get(1).body()).isEqualTo(method.equals("POST") ? "{\"a\":1}" : "");
    }

    @Test
    void redirectsHaveAnEnd() throws Exception {
        redirect("/", 302, "/again");

        assertThat(call(tool("/x").build(), "{}"))
                .isInstanceOfSatisfying(
                        Returned.class,
                        result -> assertThat(result.errorType()).isEqualTo("too-many-redirects"));
        assertThat(seen).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:PORT/in",
                "http://localhost:PORT/in",
                "http://2130706433:PORT/in",
                "http://[::1]:PORT/in",
                "http://evil.example:PORT/in",
                "//evil.example:PORT/in",
                "http://api.example.org@evil.example:PORT/in",
                "http://user:pw@api.example.org:PORT/in",
                "http://api.example.org.:PORT/in",
                "http://api.example.org.evil.example:PORT/in",
                "http://sub.api.example.org:PORT/in",
                "http://api.example.org:1/in",
                "ftp://api.example.org/in",
                "file:///etc/passwd",
                "http://",
                "http:in"
            })
    void aRedirectThatLeavesTheListIsNotFollowed(String target) throws Exception {
        redirect("/x", 302, target.replace("PORT", Integer.toString(port())));

        assertThat(call(tool("/x").build(), "{}"))
                .isInstanceOfSatisfying(
                        Returned.class,
                        result -> assertThat(result.errorType()).isEqualTo("address-refused"));
        assertThat(seen).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "2130706433",
                "127.1",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "0.0.0.0",
                "api.example.org"
            })
    void withoutLeaveNothingPrivateIsReachedUnderAnyName(String host) throws Exception {
        answer("/", 200, "text/plain", "secrets of the house");
        HttpTool definition = tool("/x").host(host).allowPrivate(false).hosts(host).build();

        assertThat(call(definition, "{}"))
                .isInstanceOfSatisfying(
                        Returned.class,
                        result -> {
                            assertThat(result.errorType()).isEqualTo("address-refused");
                            assertThat(result.content()).doesNotContain("127.0.0.1/");
                        });
        assertThat(seen).isEmpty();
    }

    @Test
    void aNameWithOnePrivateAddressAmongOthersIsRefused() throws Exception {
        names.put(
                "api.example.org",
                new InetAddress[] {
                    InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("93.184.216.34")
                });
        answer("/", 200, "text/plain", "secrets of the house");

        assertThat(call(tool("/x").allowPrivate(false).build(), "{}"))
                .isInstanceOfSatisfying(
                        Returned.class,
                        result -> assertThat(result.errorType()).isEqualTo("address-refused"));
        assertThat(seen).isEmpty();
    }

    @Test
    void aNameThatChangesItsMindGainsNothing() throws Exception {
        answer("/", 200, "text/plain", "hello");
        AtomicInteger asked = new AtomicInteger();
        Lookup rebinding =
                host -> {
                    // An address that nothing listens on, the second time it is asked for.
                    String address = asked.incrementAndGet() == 1 ? "127.0.0.1" : "127.0.0.2";
                    return new InetAddress[] {InetAddress.ofLiteral(address)};
                };

        assertThat(call(tool("/x").build(), "{}", rebinding)).isEqualTo(Returned.of("hello"));
        assertThat(asked).hasValue(1);
    }

    @Test
    void anUnknownHostIsTriedAgain() throws Exception {
        names.remove("api.example.org");

        assertThat(call(tool("/x").build(), "{}"))
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken -> assertThat(broken.failure().type()).isEqualTo("connection"));
    }

    @Test
    void withoutItsCredentialsAToolIsNotCalled() throws Exception {
        HttpTool definition = tool("/x").header("X-Key", new EnvironmentText("${NOT_SET}")).build();

        assertThat(call(definition, "{}"))
                .isEqualTo(
                        Returned.error(
                                "not-configured", "The tool has not been given its credentials"));
        assertThat(seen).isEmpty();
    }

    @Test
    void anInterruptClosesTheConnection() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            HttpTool definition = tool("/x").port(silent.getLocalPort()).build();
            AtomicReference<Object> end = new AtomicReference<>();
            Thread caller =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            end.set(call(definition, "{}"));
                                        } catch (Exception e) {
                                            end.set(e);
                                        }
                                    });
            try (Socket connection = silent.accept()) {
                connection.getInputStream().read();
                caller.interrupt();
                await().until(() -> end.get() instanceof InterruptedException);
                while (connection.getInputStream().read() >= 0) {
                    // What is left of the request; then the end, because the other side closed.
                }
            }
        }
    }

    private ToolOutcome call(HttpTool definition, String arguments) throws Exception {
        return call(
                definition,
                arguments,
                host -> {
                    if (host.endsWith("example.org")) {
                        InetAddress[] found = names.get(host);
                        if (found == null) {
                            throw new UnknownHostException(host);
                        }
                        return found;
                    }
                    return InetAddress.getAllByName(host);
                });
    }

    private ToolOutcome call(HttpTool definition, String arguments, Lookup lookup)
            throws Exception {
        tools =
                new HttpTools(
                        List.of(definition),
                        name -> name.equals("KEY") ? SECRET : null,
                        lookup,
                        SSLContext.getDefault(),
                        Clock.systemUTC());
        Tool tool = tools.tools().iterator().next();
        return tool.call(
                Calls.of(tool.name(), arguments, Duration.ofMinutes(1)),
                (ObjectNode) JSON.readTree(arguments));
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private String url(String host, String path) {
        return "http://" + host + ":" + port() + path;
    }

    private void answer(String path, int status, String type, String body) {
        handle(path, exchange -> respond(exchange, status, type, body));
    }

    private void redirect(String path, int status, String location) {
        handle(
                path,
                exchange -> {
                    exchange.getResponseHeaders().add("Location", location);
                    exchange.sendResponseHeaders(status, -1);
                });
    }

    private static void respond(HttpExchange exchange, int status, String type, String body)
            throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void handle(String path, Handling handling) {
        server.createContext(
                path,
                exchange -> {
                    seen.add(
                            new Seen(
                                    exchange.getRequestMethod(),
                                    exchange.getRequestURI().toString(),
                                    exchange.getRequestHeaders().getFirst("Host"),
                                    Map.copyOf(exchange.getRequestHeaders()),
                                    new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
                    try (exchange) {
                        handling.handle(exchange);
                    }
                });
    }

    private interface Handling {
        void handle(HttpExchange exchange) throws IOException;
    }

    private Definition tool(String path) {
        return new Definition(path);
    }

    private final class Definition {

        private final String path;
        private final Map<String, EnvironmentText> headers = new java.util.HashMap<>();
        private final List<String> hosts = new ArrayList<>();
        private Method method = Method.GET;
        private Rest rest = Rest.QUERY;
        private String host = "api.example.org";
        private int port = HttpToolsTest.this.port();
        private boolean allowPrivate = true;

        Definition(String path) {
            this.path = path;
        }

        Definition method(Method value, Rest where) {
            method = value;
            rest = where;
            return this;
        }

        Definition host(String value) {
            host = value;
            return this;
        }

        Definition port(int value) {
            port = value;
            return this;
        }

        Definition hosts(String... more) {
            hosts.addAll(List.of(more));
            return this;
        }

        Definition allowPrivate(boolean value) {
            allowPrivate = value;
            return this;
        }

        Definition secretHeader(String name) {
            return header(name, new EnvironmentText("Key ${KEY}"));
        }

        Definition plainHeader(String name, String value) {
            return header(name, new EnvironmentText(value));
        }

        Definition header(String name, EnvironmentText value) {
            headers.put(name, value);
            return this;
        }

        HttpTool build() {
            hosts.add(host);
            return new HttpTool(
                    "weather",
                    "Tells the weather",
                    method,
                    "http://" + host + ":" + port + path,
                    headers,
                    "{\"type\": \"object\"}",
                    rest,
                    hosts,
                    allowPrivate,
                    4_096,
                    new ToolLimits(Duration.ofSeconds(20), 4, true));
        }
    }
}
