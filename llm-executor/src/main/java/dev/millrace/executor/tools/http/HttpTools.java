package dev.millrace.executor.tools.http;

import dev.millrace.agents.EnvironmentText.Environment;
import dev.millrace.agents.HttpTool;
import dev.millrace.executor.tools.ToolSource;
import dev.millrace.executor.tools.http.CheckedResolver.Lookup;
import dev.millrace.executor.work.Tool;
import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The requests over HTTP that an installation declares as tools; owns their clients. */
public final class HttpTools implements ToolSource, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpTools.class);

    private final List<HttpCallTool> tools;

    HttpTools(
            Collection<HttpTool> definitions,
            Environment environment,
            Lookup lookup,
            SSLContext tls,
            Clock clock) {
        this.tools =
                definitions.stream()
                        .map(definition -> tool(definition, environment, lookup, tls, clock))
                        .toList();
    }

    public static HttpTools of(Collection<HttpTool> definitions, Environment environment) {
        try {
            return new HttpTools(
                    definitions,
                    environment,
                    InetAddress::getAllByName,
                    SSLContext.getDefault(),
                    Clock.systemUTC());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private static HttpCallTool tool(
            HttpTool definition,
            Environment environment,
            Lookup lookup,
            SSLContext tls,
            Clock clock) {
        ToolHeaders headers = new ToolHeaders(definition.headers(), environment);
        if (!headers.areComplete()) {
            LOG.warn(
                    "the tool {} cannot be used: not set in the environment: {}",
                    definition.name(),
                    headers.missing());
        }
        HttpExchange exchange =
                new ApacheExchange(
                        new CheckedResolver(lookup, definition.allowPrivate()),
                        tls,
                        definition.limits().timeout(),
                        definition.maxResponseBytes(),
                        definition.limits().concurrency());
        return new HttpCallTool(
                definition, headers, exchange, new ToolAnswer(headers.secrets(), clock));
    }

    @Override
    public Collection<Tool> tools() {
        return List.copyOf(tools);
    }

    @Override
    public void close() {
        tools.forEach(HttpCallTool::close);
    }
}
