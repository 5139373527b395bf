package dev.millrace.gateway.openai;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Gives requests the means to see whether their caller is still there. */
final class CallerPresenceValve extends ValveBase {

    CallerPresenceValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        request.setAttribute(
                CallerPresence.ATTRIBUTE, new CallerPresence(request.getCoyoteRequest()));
        getNext().invoke(request, response);
    }
}
