package dev.millrace.executor.tools.mcp;

import dev.langchain4j.mcp.client.transport.McpTransport;
import dev.langchain4j.mcp.client.transport.http.StreamableHttpMcpTransport;
import dev.millrace.agents.EnvironmentText;
import dev.millrace.agents.EnvironmentText.Environment;
import dev.millrace.agents.McpServer;
import dev.millrace.agents.McpServer.Stdio;
import dev.millrace.agents.McpServer.StreamableHttp;
import dev.millrace.executor.tools.SecretTexts;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the transport to a server as it is declared. */
final class McpTransports {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** What a process needs to find its way about the machine, and no secret is kept in. */
    private static final List<String> PASSED_ON =
            List.of(
                    "PATH",
                    "HOME",
                    "USER",
                    "LOGNAME",
                    "SHELL",
                    "LANG",
                    "LC_ALL",
                    "LC_CTYPE",
                    "TZ",
                    "TMPDIR",
                    "TEMP",
                    "TMP",
                    "APPDATA",
                    "LOCALAPPDATA",
                    "PATHEXT",
                    "ProgramFiles",
                    "SystemDrive",
                    "SystemRoot",
                    "USERPROFILE");

    private McpTransports() {}

    /**
     * @param whenEnded called when a server that is a process has ended
     * @throws IllegalStateException if a variable that the server needs is not set
     */
    static McpTransport of(McpServer server, Environment environment, Runnable whenEnded) {
        return switch (server.transport()) {
            case Stdio stdio ->
                    new StdioTransport(
                            stdio.command(), environmentOf(stdio, environment), whenEnded);
            case StreamableHttp http ->
                    StreamableHttpMcpTransport.builder()
                            .url(http.url().toString())
                            .customHeaders(resolved(http.headers(), environment))
                            .timeout(CONNECT_TIMEOUT)
                            .setHttpVersion1_1()
                            // A redirect would carry the secrets to another host.
                            .followRedirects(false)
                            .build();
        };
    }

    /** What must not be seen in results. */
    static SecretTexts secrets(McpServer server, Environment environment) {
        Collection<EnvironmentText> texts =
                switch (server.transport()) {
                    case Stdio stdio -> stdio.environment().values();
                    case StreamableHttp http -> http.headers().values();
                };
        return new SecretTexts(
                texts.stream()
                        .flatMap(text -> text.variables().stream())
                        .map(environment::get)
                        .map(String::valueOf)
                        .toList());
    }

    private static Map<String, String> environmentOf(Stdio stdio, Environment environment) {
        Map<String, String> variables = new HashMap<>();
        for (String name : PASSED_ON) {
            String value = environment.get(name);
            if (value != null) {
                variables.put(name, value);
            }
        }
        variables.putAll(resolved(stdio.environment(), environment));
        return variables;
    }

    private static Map<String, String> resolved(
            Map<String, EnvironmentText> texts, Environment environment) {
        Map<String, String> resolved = new HashMap<>();
        texts.forEach((name, text) -> resolved.put(name, text.resolve(environment)));
        return resolved;
    }
}
