package dev.millrace.executor.guard;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Clock;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When a model is given a rest, and for how long.
 *
 * @param window how far back calls are looked at; in whole seconds
 * @param minimumCalls the least calls in the window from which anything is concluded
 * @param failureRate the share of failed calls, in percent, from which on the breaker opens
 * @param slowCall a call that takes longer is slow; above the timeout of calls this has no effect
 * @param slowRate the share of slow calls, in percent, from which on the breaker opens
 * @param open how long an open breaker lets no call through
 * @param probes how many calls an open breaker lets through after that time, to see whether the
 *     model is well again
 * @param countRateLimited whether an answer 429 counts as a failure
 */
public record BreakerSettings(
        @DurationMin(seconds = 1) @DurationMax(minutes = 10) @DefaultValue("10s") Duration window,
        @Min(1) @DefaultValue("10") int minimumCalls,
        @Min(1) @Max(100) @DefaultValue("50") int failureRate,
        @DurationMin(millis = 1) @DefaultValue("5m") Duration slowCall,
        @Min(1) @Max(100) @DefaultValue("100") int slowRate,
        @DurationMin(millis = 1) @DefaultValue("10s") Duration open,
        @Min(1) @DefaultValue("5") int probes,
        @DefaultValue("false") boolean countRateLimited) {

    /**
     * By time and not by number: with thousands of calls in flight, those that hang together fail
     * together, and would fill a window that counts.
     */
    CircuitBreakerConfig config(Clock clock) {
        return CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.TIME_BASED)
                .slidingWindowSize((int) window.toSeconds())
                .minimumNumberOfCalls(minimumCalls)
                .failureRateThreshold(failureRate)
                .slowCallDurationThreshold(slowCall)
                .slowCallRateThreshold(slowRate)
                .waitDurationInOpenState(open)
                // Otherwise it would be shown as open until somebody calls again.
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .permittedNumberOfCallsInHalfOpenState(probes)
                .recordResult(Attempt.FAULTY::equals)
                .clock(clock)
                .build();
    }
}
