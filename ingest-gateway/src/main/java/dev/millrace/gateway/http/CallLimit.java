package dev.millrace.gateway.http;

import dev.millrace.gateway.identity.Identity;
import dev.millrace.gateway.limits.RateGate;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.servlet.HandlerInterceptor;

/** Lets known callers send no more requests than they may, of whatever kind. */
final class CallLimit implements HandlerInterceptor {

    private final RateGate gate;

    CallLimit(RateGate gate) {
        this.gate = gate;
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getDispatcherType() == DispatcherType.REQUEST
                && request.getAttribute(ApiKeyFilter.IDENTITY) instanceof Identity caller) {
            gate.passCall(caller);
        }
        return true;
    }
}
