package dev.millrace.streams.agent;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often each kind of work is tried.
 *
 * @param turn model turns
 * @param tool tool calls
 * @param embedding batches of chunks
 */
public record RetrySettings(
        @DefaultValue @Valid Turn turn,
        @DefaultValue @Valid Tool tool,
        @DefaultValue @Valid Embedding embedding) {

    static final RetrySettings DEFAULTS =
            new RetrySettings(
                    new Turn(5, Duration.ofSeconds(1), 2, Duration.ofSeconds(60), 0.2),
                    new Tool(3, Duration.ofMillis(500), 2, Duration.ofSeconds(30), 0.2),
                    new Embedding(3, Duration.ofMillis(500), 2, Duration.ofSeconds(30), 0.2));

    /**
     * Model turns.
     *
     * @param attempts the most attempts of a model turn, the first one included
     * @param base how long the first wait is
     * @param factor by how much each further wait is longer
     * @param cap how long a wait is at most
     * @param jitter how far a wait may differ, as a part of itself, so that not all come back at
     *     once
     */
    public record Turn(
            @DefaultValue("5") @Min(1) @Max(100) int attempts,
            @DefaultValue("1s") @DurationMin Duration base,
            @DefaultValue("2") @DecimalMin("1") double factor,
            @DefaultValue("60s") @DurationMin Duration cap,
            @DefaultValue("0.2") @DecimalMin("0") @DecimalMax("1") double jitter) {

        RetryPolicy policy() {
            return new RetryPolicy(attempts, base, factor, cap, jitter);
        }
    }

    /**
     * Tool calls.
     *
     * @param attempts the most attempts of a tool call, the first one included
     * @param base how long the first wait is
     * @param factor by how much each further wait is longer
     * @param cap how long a wait is at most
     * @param jitter how far a wait may differ, as a part of itself, so that not all come back at
     *     once
     */
    public record Tool(
            @DefaultValue("3") @Min(1) @Max(100) int attempts,
            @DefaultValue("500ms") @DurationMin Duration base,
            @DefaultValue("2") @DecimalMin("1") double factor,
            @DefaultValue("30s") @DurationMin Duration cap,
            @DefaultValue("0.2") @DecimalMin("0") @DecimalMax("1") double jitter) {

        RetryPolicy policy() {
            return new RetryPolicy(attempts, base, factor, cap, jitter);
        }
    }

    /**
     * Batches of chunks.
     *
     * @param attempts the most attempts of a batch of chunks, the first one included
     * @param base how long the first wait is
     * @param factor by how much each further wait is longer
     * @param cap how long a wait is at most
     * @param jitter how far a wait may differ, as a part of itself, so that not all come back at
     *     once
     */
    public record Embedding(
            @DefaultValue("3") @Min(1) @Max(100) int attempts,
            @DefaultValue("500ms") @DurationMin Duration base,
            @DefaultValue("2") @DecimalMin("1") double factor,
            @DefaultValue("30s") @DurationMin Duration cap,
            @DefaultValue("0.2") @DecimalMin("0") @DecimalMax("1") double jitter) {

        RetryPolicy policy() {
            return new RetryPolicy(attempts, base, factor, cap, jitter);
        }
    }
}
