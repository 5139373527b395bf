package dev.millrace.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.gateway.submission.MicroUsd;
import dev.millrace.gateway.view.TaskStatus;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What model calls used.
 *
 * @param inputTokens tokens read
 * @param cachedInputTokens those of them that the provider had cached; left out when there are none
 * @param outputTokens tokens written
 * @param costUsd what they cost, to the micro-dollar
 */
record UsageBody(
        long inputTokens,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long cachedInputTokens,
        long outputTokens,
        BigDecimal costUsd) {

    static @Nullable UsageBody of(TaskStatus.@Nullable Usage usage) {
        return usage == null
                ? null
                : new UsageBody(
                        usage.inputTokens(),
                        usage.cachedInputTokens() == 0 ? null : usage.cachedInputTokens(),
                        usage.outputTokens(),
                        MicroUsd.toUsd(usage.costMicroUsd()));
    }
}
