package dev.millrace.executor.tools.http;

import dev.millrace.agents.HttpTool;
import dev.millrace.executor.tools.http.HttpExchange.Answer;
import dev.millrace.executor.tools.http.HttpExchange.Request;
import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.Tool;
import dev.millrace.executor.work.ToolCall;
import dev.millrace.executor.work.ToolOutcome;
import dev.millrace.executor.work.ToolOutcome.Broken;
import dev.millrace.executor.work.ToolOutcome.Returned;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A declared request over HTTP. */
final class HttpCallTool implements Tool, AutoCloseable {

    private final HttpTool definition;
    private final Limits limits;
    private final CallUrl url;
    private final AllowedHosts hosts;
    private final ToolHeaders headers;
    private final HttpExchange exchange;
    private final ToolAnswer answers;

    HttpCallTool(
            HttpTool definition, ToolHeaders headers, HttpExchange exchange, ToolAnswer answers) {
        this.definition = definition;
        this.limits =
                new Limits(
                        definition.limits().timeout(),
                        definition.limits().concurrency(),
                        definition.limits().retryable());
        this.url = new CallUrl(definition.urlTemplate());
        this.hosts = new AllowedHosts(url.base(), definition.allowedHosts());
        this.headers = headers;
        this.exchange = exchange;
        this.answers = answers;
    }

    @Override
    public String name() {
        return definition.name();
    }

    @Override
    public String description() {
        return definition.description();
    }

    @Override
    public String parameters() {
        return definition.parameters();
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public ToolOutcome call(ToolCall call, ObjectNode arguments) throws InterruptedException {
        if (!headers.areComplete()) {
            return Returned.error("not-configured", "The tool has not been given its credentials");
        }
        try {
            boolean inQuery = definition.rest() == HttpTool.Rest.QUERY;
            URI first = url.of(arguments, inQuery);
            Map<String, String> sent = headers.of(call, true);
            return follow(
                    new Request(
                            definition.method().name(),
                            first,
                            sent,
                            inQuery ? null : body(arguments)),
                    call);
        } catch (UnfitArgumentException e) {
            return Returned.error(
                    "invalid-arguments", "The arguments cannot be sent: " + e.getMessage());
        }
    }

    private ToolOutcome follow(Request first, ToolCall call) throws InterruptedException {
        Request request = first;
        for (int redirects = 0; redirects <= Redirects.MOST; redirects++) {
            Optional<String> objection = hosts.objection(request.url());
            if (objection.isPresent()) {
                return refused(objection.get());
            }
            Answer answer;
            try {
                answer = exchange.send(request);
            } catch (IOException e) {
                return broken(e, redirects > 0);
            }
            Optional<String> location = Redirects.location(answer);
            if (location.isEmpty()) {
                return answers.of(answer);
            }
            Optional<URI> next = resolved(request.url(), location.get());
            if (next.isEmpty()) {
                return refused("it is no URL");
            }
            request =
                    Redirects.next(
                            request,
                            answer,
                            next.get(),
                            headers.of(call, hosts.isOrigin(next.get())));
        }
        return Returned.error("too-many-redirects", "The server redirects too often");
    }

    private static ToolOutcome refused(String objection) {
        return Returned.error("address-refused", "The address may not be asked: " + objection);
    }

    private static Optional<URI> resolved(URI base, String location) {
        try {
            return Optional.of(base.resolve(location));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** What is refused on the way to the server cannot have had an effect there. */
    private static ToolOutcome broken(IOException failure, boolean redirected)
            throws InterruptedException {
        if (Thread.interrupted()) {
            InterruptedException interrupted = new InterruptedException("broken off");
            interrupted.initCause(failure);
            throw interrupted;
        }
        return switch (failure) {
            case RefusedAddressException refused -> refused(String.valueOf(refused.getMessage()));
            case SSLException tls when isDistrust(tls) ->
                    Returned.error("tls", "The server's certificate is not to be trusted");
            case SSLHandshakeException _ -> connection(failure, redirected);
            case UnknownHostException _, ConnectException _, NoRouteToHostException _ ->
                    connection(failure, redirected);
            case ConnectTimeoutException _ -> connection(failure, redirected);
            default ->
                    Broken.during(
                            FailureKind.CONNECTION.failed(
                                    "the connection broke: " + failure.getClass().getSimpleName()));
        };
    }

    /** A handshake can also fail because the connection broke, which is no reason to give up. */
    private static boolean isDistrust(SSLException failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof CertificateException || t instanceof SSLPeerUnverifiedException) {
                return true;
            }
        }
        return false;
    }

    private static Broken connection(IOException failure, boolean maybeDone) {
        return new Broken(
                FailureKind.CONNECTION.failed(
                        "no connection: " + failure.getClass().getSimpleName()),
                maybeDone);
    }

    private @Nullable String body(ObjectNode arguments) {
        ObjectNode body = arguments.objectNode();
        arguments
                .properties()
                .forEach(
                        argument -> {
                            if (!url.names(argument.getKey())) {
                                body.set(argument.getKey(), argument.getValue());
                            }
                        });
        return body.toString();
    }

    @Override
    public void close() {
        exchange.close();
    }
}
