package dev.millrace.systemtests;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Takes the traces of all services, as an OpenTelemetry Collector does over HTTP. */
final class TraceCollector implements AutoCloseable {

    /** All tests of a run together have fewer. */
    private static final int MOST = 200_000;

    private final Queue<ReceivedSpan> spans = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    private TraceCollector(HttpServer server) {
        this.server = server;
    }

    static TraceCollector start() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TraceCollector collector = new TraceCollector(server);
        server.createContext("/v1/traces", collector::take);
        server.start();
        return collector;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            ExportTraceServiceRequest.parseFrom(exchange.getRequestBody())
                    .getResourceSpansList()
                    .forEach(
                            of ->
                                    of.getScopeSpansList().stream()
                                            .flatMap(scope -> scope.getSpansList().stream())
                                            .map(span -> ReceivedSpan.of(of.getResource(), span))
                                            .forEach(this::keep));
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private void keep(ReceivedSpan span) {
        if (spans.size() < MOST) {
            spans.add(span);
        }
    }

    /** The spans of a trace, so far. */
    List<ReceivedSpan> trace(String traceId) {
        return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
    }

    /** The spans of the trace that a task is in, so far. */
    List<ReceivedSpan> traceOf(String taskId) {
        return spans.stream()
                .filter(span -> taskId.equals(span.attributes().get("millrace.task.id")))
                .findFirst()
                .map(span -> trace(span.traceId()))
                .orElse(List.of());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
