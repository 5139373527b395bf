package dev.millrace.executor.tools.mcp;

import dev.langchain4j.exception.ToolArgumentsException;
import dev.langchain4j.exception.ToolExecutionException;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.millrace.agents.McpServer;
import dev.millrace.executor.tools.SecretTexts;
import dev.millrace.executor.tools.mcp.McpSession.Offer;
import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.Tool;
import dev.millrace.executor.work.ToolCall;
import dev.millrace.executor.work.ToolOutcome;
import dev.millrace.executor.work.ToolOutcome.Broken;
import dev.millrace.executor.work.ToolOutcome.Returned;
import java.net.ConnectException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** A tool of a server. */
final class McpTool implements Tool {

    private static final Pattern STATUS = Pattern.compile("status code: (\\d{3})");

    private final McpServer server;
    private final Offer offer;
    private final McpConnection connection;
    private final SecretTexts secrets;

    McpTool(McpServer server, Offer offer, McpConnection connection, SecretTexts secrets) {
        this.server = server;
        this.offer = offer;
        this.connection = connection;
        this.secrets = secrets;
    }

    @Override
    public String name() {
        return server.name() + McpServer.SEPARATOR + offer.name();
    }

    @Override
    public String description() {
        return offer.description();
    }

    @Override
    public String parameters() {
        return offer.schema();
    }

    @Override
    public Limits limits() {
        return new Limits(
                server.limits().timeout(),
                server.limits().concurrency(),
                server.limits().retryable());
    }

    /** The limit of a server is for all its tools together. */
    @Override
    public String limitedAs() {
        return server.name();
    }

    @Override
    public ToolOutcome call(ToolCall call, ObjectNode arguments) throws InterruptedException {
        Optional<McpSession> session = connection.session();
        if (session.isEmpty()) {
            return Broken.before(FailureKind.CONNECTION.failed(connection.problem()));
        }
        try {
            return returned(session.get().call(offer.name(), arguments.toString()));
        } catch (ToolArgumentsException e) {
            return Returned.error(
                    "invalid-arguments", secrets.hide(String.valueOf(e.getMessage())));
        } catch (ToolExecutionException e) {
            // A number is the protocol's own error; without one the connection broke.
            return e.errorCode() == null
                    ? broken(e)
                    : Returned.error("tool-error", secrets.hide(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            connection.check();
            return Broken.during(
                    FailureKind.MALFORMED.failed(
                            "the server's answer is no result: " + e.getClass().getSimpleName()));
        }
    }

    private ToolOutcome returned(ToolExecutionResult result) {
        String text = secrets.hide(result.resultText());
        return result.isError() ? Returned.error("tool-error", text) : Returned.of(text);
    }

    private ToolOutcome broken(Throwable cause) {
        connection.check();
        Matcher status = STATUS.matcher(String.valueOf(cause.getMessage()));
        if (status.find()) {
            return refused(Integer.parseInt(status.group(1)));
        }
        String detail = "the connection broke: " + cause.getClass().getSimpleName();
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof ConnectException) {
                return Broken.before(FailureKind.CONNECTION.failed(detail));
            }
        }
        return Broken.during(FailureKind.CONNECTION.failed(detail));
    }

    private static ToolOutcome refused(int status) {
        FailureKind kind = FailureKind.ofStatus(status);
        String detail = "the server answered with HTTP " + status;
        if (!kind.retryable()) {
            return Returned.error("http-" + status, "The tool failed: " + detail);
        }
        return new Broken(kind.failed(status, detail, null), kind != FailureKind.RATE_LIMITED);
    }
}
