package dev.millrace.streams.runtime;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How the topologies run.
 *
 * @param instanceId names this instance in its consumer groups; must stay the same over restarts
 *     and differ between instances
 * @param stateDirectory where local state is kept; must stay the same over restarts
 * @param threads the stream threads for admission and agents
 * @param chunkingThreads the stream threads for chunking
 * @param standbyReplicas on how many other instances the state is kept up to date; 1 in production
 * @param commitInterval how often a transaction is committed: what comes out of admission and
 *     agents is visible only then
 * @param pollInterval how long a thread without work waits for records at a time
 * @param chunkingCommitInterval how much chunking may repeat after a crash
 * @param sessionTimeout after what time without a sign of life an instance counts as dead
 * @param transactionTimeout after what time the broker gives up the transaction of a dead instance;
 *     until then readers see nothing that comes after it
 * @param storeMemory the most memory that all local stores together use outside the heap
 * @param firstRestartWait how long an application that failed waits before it starts again; doubled
 *     for each failure in a row
 * @param longestRestartWait the longest such wait
 * @param closeTimeout how long an application may take to stop
 * @param properties Kafka Streams properties passed through untouched; they come last
 */
@Validated
@ConfigurationProperties("millrace.streams")
public record StreamsSettings(
        @DefaultValue("stream-processors-0") @NotBlank String instanceId,
        @DefaultValue(".millrace/data/stream-processors/state") Path stateDirectory,
        @DefaultValue("2") @Min(1) @Max(64) int threads,
        @DefaultValue("1") @Min(1) @Max(64) int chunkingThreads,
        @DefaultValue("0") @Min(0) @Max(8) int standbyReplicas,
        @DefaultValue("25ms") @DurationMin(millis = 1) Duration commitInterval,
        @DefaultValue("5ms") @DurationMin(millis = 1) Duration pollInterval,
        @DefaultValue("500ms") @DurationMin(millis = 1) Duration chunkingCommitInterval,
        @DefaultValue("8s") @DurationMin(seconds = 6) @DurationMax(minutes = 5)
                Duration sessionTimeout,
        @DefaultValue("5s") @DurationMin(seconds = 1) @DurationMax(minutes = 15)
                Duration transactionTimeout,
        @DefaultValue("96MB") DataSize storeMemory,
        @DefaultValue("1s") @DurationMin(millis = 1) Duration firstRestartWait,
        @DefaultValue("10s") @DurationMin(millis = 1) Duration longestRestartWait,
        @DefaultValue("10s") @DurationMin(millis = 1) Duration closeTimeout,
        @DefaultValue Map<String, String> properties) {}
