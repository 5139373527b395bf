package dev.millrace.streams.agent;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How the agent topology keeps time, tries again, and bounds what it holds.
 *
 * @param timerInterval how often due timers are looked for
 * @param timersPerScan the most due timers of a partition that one look takes
 * @param clockTolerance how far wall clock and elapsed time may drift apart between two looks
 *     before the wall clock counts as having jumped
 * @param clockGrace how long timers are held after a jump of the wall clock
 * @param rememberEnded how long at most an ended task is remembered, so that what comes late or
 *     again is recognised
 * @param earlyTtl how long an outcome waits for its task
 * @param earlyPerTask the most outcomes that wait for one task
 * @param earlySizePerTask the most bytes of outcomes that wait for one task
 * @param earlyPerPartition the most outcomes of a partition that wait for their tasks
 * @param earlySizePerPartition the most bytes of outcomes of a partition that wait for their tasks
 * @param retry how often each kind of work is tried
 */
@Validated
@ConfigurationProperties("millrace.agent")
public record AgentSettings(
        @DefaultValue("500ms") @DurationMin(millis = 10) Duration timerInterval,
        @DefaultValue("500") @Min(1) int timersPerScan,
        @DefaultValue("5s") @DurationMin(millis = 100) Duration clockTolerance,
        @DefaultValue("30s") @DurationMin Duration clockGrace,
        @DefaultValue("10m") @DurationMin(seconds = 1) Duration rememberEnded,
        @DefaultValue("10m") @DurationMin(seconds = 1) Duration earlyTtl,
        @DefaultValue("1024") @Min(1) int earlyPerTask,
        @DefaultValue("8MB") DataSize earlySizePerTask,
        @DefaultValue("10000") @Min(1) int earlyPerPartition,
        @DefaultValue("64MB") DataSize earlySizePerPartition,
        @DefaultValue @NestedConfigurationProperty @Valid RetrySettings retry) {

    /** The settings when nothing is configured. */
    public static AgentSettings defaults() {
        return new AgentSettings(
                Duration.ofMillis(500),
                500,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                Duration.ofMinutes(10),
                1_024,
                DataSize.ofMegabytes(8),
                10_000,
                DataSize.ofMegabytes(64),
                RetrySettings.DEFAULTS);
    }
}
