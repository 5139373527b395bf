package dev.millrace.gateway.http;

import dev.millrace.gateway.limits.AnswerHeaders;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Sets headers of the answer to the request that the calling thread works on, if it does. */
final class CurrentAnswer implements AnswerHeaders {

    @Override
    public void set(String name, String value) {
        if (RequestContextHolder.getRequestAttributes()
                instanceof ServletRequestAttributes request) {
            HttpServletResponse response = request.getResponse();
            if (response != null) {
                response.setHeader(name, value);
            }
        }
    }
}
