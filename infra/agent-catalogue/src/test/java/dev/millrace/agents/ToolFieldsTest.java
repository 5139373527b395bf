package dev.millrace.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ToolFieldsTest {

    /** What every HTTP tool of these tests has beside the field that is tested. */
    private static final String LEAST = "description: D, url: 'https://api.example.org/v1'";

    private static final String CITY =
            "parameters: {type: object, properties: {city: {type: string}}, required: [city]}";

    @TempDir Path directory;

    static List<Arguments> httpValues() {
        return List.of(
                http(LEAST, HttpTool::name, "t"),
                http(LEAST, HttpTool::description, "D"),
                http(LEAST, HttpTool::method, HttpTool.Method.GET),
                http(LEAST + ", method: PATCH", HttpTool::method, HttpTool.Method.PATCH),
                http(LEAST, HttpTool::urlTemplate, "https://api.example.org/v1"),
                http(
                        "description: D, url: 'https://API.example.org:8443/{city}?q={city}', "
                                + CITY,
                        HttpTool::urlTemplate,
                        "https://API.example.org:8443/{city}?q={city}"),
                http(
                        "description: D, url: 'https://API.example.org:8443/{city}', " + CITY,
                        HttpTool::allowedHosts,
                        List.of("api.example.org")),
                http(
                        LEAST + ", headers: {Authorization: 'Bearer ${T}', Accept: text/plain}",
                        HttpTool::headers,
                        Map.of(
                                "Authorization",
                                new EnvironmentText("Bearer ${T}"),
                                "Accept",
                                new EnvironmentText("text/plain"))),
                http(
                        LEAST,
                        HttpTool::parameters,
                        "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}"),
                http(
                        LEAST
                                + ", parameters: {type: object, properties: {n: {type: number,"
                                + " minimum: -0.5, enum: [1, 2.50, 'x\"y', true, null]}}}",
                        HttpTool::parameters,
                        "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"number\","
                                + "\"minimum\":-0.5,\"enum\":[1,2.50,\"x\\\"y\",true,null]}}}"),
                http(LEAST, HttpTool::rest, HttpTool.Rest.QUERY),
                http(LEAST + ", method: POST", HttpTool::rest, HttpTool.Rest.BODY),
                http(LEAST + ", method: POST, send: query", HttpTool::rest, HttpTool.Rest.QUERY),
                http(
                        LEAST + ", allowedHosts: [cdn.example.org, '*.example.net', '[::1]']",
                        HttpTool::allowedHosts,
                        List.of("api.example.org", "cdn.example.org", "*.example.net", "[::1]")),
                http(LEAST, HttpTool::allowPrivate, false),
                http(LEAST + ", allowPrivate: true", HttpTool::allowPrivate, true),
                http(LEAST, HttpTool::maxResponseBytes, 65_536),
                http(LEAST + ", maxResponseBytes: 1000", HttpTool::maxResponseBytes, 1_000),
                http(LEAST, HttpTool::limits, new ToolLimits(Duration.ofSeconds(30), 16, true)),
                http(
                        LEAST + ", method: POST",
                        HttpTool::limits,
                        new ToolLimits(Duration.ofSeconds(30), 16, false)),
                http(
                        LEAST + ", method: POST, retryable: true, timeout: 5s, concurrency: 2",
                        HttpTool::limits,
                        new ToolLimits(Duration.ofSeconds(5), 2, true)));
    }

    private static Arguments http(String yaml, Function<HttpTool, Object> field, Object expected) {
        return arguments(yaml, field, expected);
    }

    @ParameterizedTest
    @MethodSource("httpValues")
    void aValueOfAnHttpToolIsRead(String yaml, Function<HttpTool, Object> field, Object expected) {
        ToolDefinition tool = tools("http:\n  t: {" + yaml + "}").load().tools().get("t");

        assertThat(field.apply((HttpTool) tool)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    url: 'https://e.org/'                                | t.description | is missing
                    description: D                                       | t.url         | is missing
                    description: D, url: 'ftp://e.org/'                  | t.url         | must be a URL that begins with https:// or http:// and a host
                    description: D, url: '/v1'                           | t.url         | must be a URL that begins with https:// or http:// and a host
                    description: D, url: 'https://u:p@e.org/'            | t.url         | must name no user or password
                    description: D, url: 'https://e.org/#f'              | t.url         | must have no fragment
                    description: D, url: 'https://e.org/?k=${KEY}'       | t.url         | must hold no references to secrets; put them into headers
                    description: D, url: 'https://{host}/'               | t.url         | may have parameters in its path and query only
                    description: D, url: 'https://e{host}'               | t.url         | may have parameters in its path and query only
                    description: D, url: '{scheme}://e.org/'             | t.url         | may have parameters in its path and query only
                    description: D, url: 'https://e.org/{city}'          | t.url         | names {city}, which must be a required property of parameters
                    description: D, url: 'https://e.org/{ci ty}'         | t.url         | has a brace that belongs to no parameter
                    description: D, url: 'https://e.org/}'               | t.url         | has a brace that belongs to no parameter
                    LEAST, method: get                                   | t.method      | must be one of GET, POST, PUT, PATCH, DELETE, but is the text 'get'
                    LEAST, send: form                                    | t.send        | must be one of query, body, but is the text 'form'
                    LEAST, headers: {Authorization: 'Bearer abc'}        | t.headers.Authorization | must be a reference to a variable of the environment
                    LEAST, headers: {X-Api-Key: abc}                     | t.headers.X-Api-Key | must be a reference to a variable of the environment
                    LEAST, headers: {Authorization: 'Bearer ${a b}'}     | t.headers.Authorization | holds ${ that begins no reference
                    LEAST, headers: {Host: evil.org}                     | t.headers.Host | is set by the executor itself
                    LEAST, headers: {'a b': x}                           | t.headers.a b | is no name of a header
                    LEAST, headers: {Accept: 5}                          | t.headers.Accept | must be a text (put it in quotes)
                    LEAST, headers: {Accept: "a\\nb"}                    | t.headers.Accept | must be one line
                    LEAST, headers: [a]                                  | t.headers     | must hold fields
                    description: D, url: 'http://e.org/', headers: {Authorization: '${T}'} | t.url | must begin with https:// because headers carry secrets
                    LEAST, parameters: 5                                 | t.parameters  | must be a JSON schema of an object
                    LEAST, parameters: {type: string, properties: {}}    | t.parameters.type | must be object
                    LEAST, parameters: {type: object}                    | t.parameters.properties | must be there
                    LEAST, parameters: {type: object, properties: {a: 5}} | t.parameters.properties.a | must be a schema
                    LEAST, parameters: {type: object, properties: {}, required: [a]} | t.parameters.required | names a, which is not among the properties
                    LEAST, parameters: {type: object, properties: {}, required: a} | t.parameters.required | must be a list of names
                    LEAST, parameters: {type: object, properties: {a: {maximum: .inf}}} | t.parameters.properties.a.maximum | must be a number or text as JSON knows them
                    LEAST, parameters: {type: object, properties: {a: {default: 2026-01-01}}} | t.parameters.properties.a.default | must be a number or text as JSON knows them
                    LEAST, allowedHosts: ['https://e.org']               | t.allowedHosts[0] | must be the name of a host in lower case
                    LEAST, allowedHosts: ['*']                           | t.allowedHosts[0] | must be the name of a host in lower case
                    LEAST, allowedHosts: [E.org]                         | t.allowedHosts[0] | must be the name of a host in lower case
                    LEAST, allowPrivate: yes                             | t.allowPrivate | must be true or false
                    LEAST, maxResponseBytes: 100                         | t.maxResponseBytes | must be a whole number from 256 to 10485760
                    LEAST, timeout: 0s                                   | t.timeout     | must be from 0.1s to 1h
                    LEAST, concurrency: 0                                | t.concurrency | must be a whole number from 1 to 10000
                    LEAST, retryable: 'true'                             | t.retryable   | must be true or false
                    LEAST, retries: 3                                    | t.retries     | is unknown; there is method, description, parameters, url, headers, allowPrivate, send, allowedHosts, maxResponseBytes, timeout, concurrency, retryable
                    """)
    void aWrongValueOfAnHttpToolIsRefused(String yaml, String field, String message) {
        String tool = yaml.replace("LEAST", LEAST);

        assertThat(tools("http:\n  t: {" + tool + "}").problems())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("config/tools.yml:2: http." + field + ": " + message);
    }

    @Test
    void aSecretGoesOverPlainHttpOnlyInOnesOwnNetwork() {
        assertThat(
                        tools(
                                        "http:\n  t: {description: D, url: 'http://e.org/',"
                                                + " allowPrivate: true,"
                                                + " headers: {Authorization: '${T}'}}")
                                .problems())
                .isEmpty();
    }

    static List<Arguments> serverValues() {
        return List.of(
                server("command: files", McpServer::name, "s"),
                server(
                        "command: npx, args: [-y, '@scope/server', /srv]",
                        McpServer::transport,
                        new McpServer.Stdio(
                                List.of("npx", "-y", "@scope/server", "/srv"), Map.of())),
                server(
                        "command: files, env: {API_TOKEN: '${T}', MODE: fast}",
                        McpServer::transport,
                        new McpServer.Stdio(
                                List.of("files"),
                                Map.of(
                                        "API_TOKEN",
                                        new EnvironmentText("${T}"),
                                        "MODE",
                                        new EnvironmentText("fast")))),
                server(
                        "url: 'http://127.0.0.1:3001/mcp', headers: {Authorization: '${T}'}",
                        McpServer::transport,
                        new McpServer.StreamableHttp(
                                URI.create("http://127.0.0.1:3001/mcp"),
                                Map.of("Authorization", new EnvironmentText("${T}")))),
                server("command: files", McpServer::tools, List.of()),
                server(
                        "command: files, tools: [read, a.b/c]",
                        McpServer::tools,
                        List.of("read", "a.b/c")),
                server(
                        "command: files",
                        McpServer::limits,
                        new ToolLimits(Duration.ofMinutes(1), 8, false)),
                server(
                        "command: files, timeout: 5s, concurrency: 1, retryable: true",
                        McpServer::limits,
                        new ToolLimits(Duration.ofSeconds(5), 1, true)));
    }

    private static Arguments server(
            String yaml, Function<McpServer, Object> field, Object expected) {
        return arguments(yaml, field, expected);
    }

    @ParameterizedTest
    @MethodSource("serverValues")
    void aValueOfAServerIsRead(String yaml, Function<McpServer, Object> field, Object expected) {
        ToolDefinition server = tools("mcp:\n  s: {" + yaml + "}").load().tools().get("s");

        assertThat(field.apply((McpServer) server)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    tools: [a]                             | s         | must have either command, to start it, or url, where it runs
                    command: a, url: 'http://h/'           | s         | must have either command, to start it, or url, where it runs
                    command: [npx]                         | s.command | must be a text
                    command: ' '                           | s.command | must be a program
                    command: a, args: ['--key=${K}']       | s.args[0] | must hold no references to secrets; put them into env
                    command: a, args: [5]                  | s.args[0] | must be a text (put it in quotes) but is the number '5'
                    command: a, env: {API_TOKEN: abc}      | s.env.API_TOKEN | must be a reference to a variable of the environment
                    command: a, env: {'a-b': c}            | s.env.a-b | is no name of a variable
                    command: a, headers: {Accept: b}       | s.headers | is unknown; there is command, url, args, env, tools, timeout, concurrency, retryable
                    url: 'http://h/', env: {A: b}          | s.env     | is unknown; there is command, url, headers, tools, timeout, concurrency, retryable
                    url: h                                 | s.url     | must be a URL that begins with https:// or http:// and a host
                    url: 'http://h/', headers: {Cookie: a} | s.headers.Cookie | must be a reference to a variable of the environment
                    command: a, tools: ['b c']             | s.tools[0] | must be the name of a tool as the server calls it
                    command: a, tools: [b, b]              | s.tools[1] | is in the list already
                    command: a, timeout: soon              | s.timeout | must be a duration
                    command: a, concurrency: 10001         | s.concurrency | must be a whole number from 1 to 10000
                    command: a, retryable: 1               | s.retryable | must be true or false
                    """)
    void aWrongValueOfAServerIsRefused(String yaml, String field, String message) {
        assertThat(tools("mcp:\n  s: {" + yaml + "}").problems())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("config/tools.yml:2: mcp." + field + ": " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    http: {calculator: {LEAST}}            | http.calculator | is the name of a built-in tool; choose another
                    http: {a/b: {LEAST}}                   | http.a/b        | the name of a tool has at most 64 letters, digits, _ and -
                    http: {a__b: {LEAST}}                  | http.a__b       | the name of a tool has at most 64 letters, digits, _ and -
                    mcp: {a_b: {command: c}}               | mcp.a_b         | the name of a server has at most 32 letters, digits and -
                    http: {a: {LEAST}}, mcp: {a: {command: c}} | mcp.a       | is the name of another tool; choose a different one
                    soap: {}                               | soap            | is unknown; there is http, mcp
                    """)
    void aWrongNameIsRefused(String yaml, String field, String message) {
        assertThat(tools("{" + yaml.replace("LEAST", LEAST) + "}").problems())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("config/tools.yml:1: " + field + ": " + message);
    }

    @Test
    void aServerOffersWhatItListsOrEverything() {
        McpServer some =
                (McpServer) tools("mcp: {s: {command: c, tools: [a]}}").load().tools().get("s");
        McpServer open = (McpServer) tools("mcp: {s: {command: c}}").load().tools().get("s");

        assertThat(some.offers("a")).isTrue();
        assertThat(some.offers("b")).isFalse();
        assertThat(open.offers("b")).isTrue();
    }

    private Definitions tools(String yaml) {
        return new Definitions(directory).file("config/tools.yml", yaml);
    }
}
