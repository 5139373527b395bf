package dev.millrace.gateway.backlog;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much may wait in the pipeline before new tasks are refused.
 *
 * @param enabled whether tasks are refused because too much waits
 * @param tasks the most tasks and model turns that may wait before tasks are refused
 * @param age how long the oldest of what a task would wait behind may have waited before tasks are
 *     refused
 * @param lowShare the percentage of {@code tasks} and {@code age} from which tasks of low priority
 *     are refused
 * @param normalShare the percentage of {@code tasks} and {@code age} from which tasks of normal
 *     priority are refused; those of high priority have all of it
 * @param every how often Kafka is asked what waits
 * @param validFor how long an answer about what waits is believed when no newer one comes;
 *     afterwards nothing is refused
 * @param longestRetryAfter the longest time that a refused caller is told to wait
 */
@Validated
@ConfigurationProperties("millrace.gateway.backlog")
public record BacklogSettings(
        @DefaultValue("true") boolean enabled,
        @Min(1) @DefaultValue("200000") long tasks,
        @DefaultValue("1h") Duration age,
        @Min(1) @Max(100) @DefaultValue("60") int lowShare,
        @Min(1) @Max(100) @DefaultValue("80") int normalShare,
        @DefaultValue("1s") Duration every,
        @DefaultValue("10s") Duration validFor,
        @DefaultValue("60s") Duration longestRetryAfter) {}
