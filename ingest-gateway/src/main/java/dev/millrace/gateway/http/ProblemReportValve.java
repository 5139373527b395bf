package dev.millrace.gateway.http;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/** Tells of requests that Tomcat refused before they reached the application, as a problem. */
final class ProblemReportValve extends ErrorReportValve {

    private static final int FIRST_ERROR = 400;

    private final Log log = LogFactory.getLog(ProblemReportValve.class);
    private final Problems problems;
    private final TrustedProxies proxies;

    ProblemReportValve(Problems problems, TrustedProxies proxies) {
        this.problems = problems;
        this.proxies = proxies;
        setAsyncSupported(true);
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        boolean mine =
                response.getStatus() >= FIRST_ERROR
                        && response.getContentWritten() == 0
                        && response.setErrorReported();
        if (!mine) {
            return;
        }
        ProblemType type =
                isOddId(request, response)
                        ? ProblemType.NOT_FOUND
                        : ProblemType.ofStatus(response.getStatus());
        try {
            response.setHeader(Callers.REQUEST_ID, Callers.requestId(request));
            SafetyHeaders.put(response.getResponse(), proxies.isSecure(request));
            problems.write(request, response.getResponse(), type, type.title());
            response.finishResponse();
        } catch (IOException e) {
            log.debug("a refused caller went away", e);
        }
    }

    /** Nothing has an id that Tomcat cannot decode, or has a zero byte in it. */
    private static boolean isOddId(Request request, Response response) {
        String path = request.getRequestURI();
        return response.getStatus() == FIRST_ERROR
                && OpenAiError.isExpectedAt(path)
                && path.indexOf('%') >= 0;
    }
}
