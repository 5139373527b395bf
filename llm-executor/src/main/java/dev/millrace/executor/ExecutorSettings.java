package dev.millrace.executor;

import dev.millrace.executor.kinds.LaneWeights;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How the executor works.
 *
 * @param instanceId names this instance among all executors, the same after each restart; two
 *     processes with one id put each other out
 * @param sessionTimeout how long a silent instance keeps its partitions
 * @param commitInterval how often it is committed what is done
 * @param drainTimeout how long running calls may take to end when the executor stops
 * @param leaveGroupOnStop whether stopping gives the partitions to other instances at once (scaling
 *     in) instead of keeping them for the restart
 * @param linger how long the producer waits for more outcomes to send together
 * @param retryShare the most that work that is tried again gets of slots and memory, so that a
 *     storm of it leaves room for first attempts
 * @param cancel how canceled tasks are heard of
 * @param turn how model turns are done
 * @param streaming how words are told while they come
 * @param embedding how chunks are compared with prompts
 * @param tool how tools are called
 */
@Validated
@ConfigurationProperties("millrace.executor")
public record ExecutorSettings(
        @NotBlank @DefaultValue("llm-executor-0") String instanceId,
        @DurationMin(seconds = 1) @DefaultValue("10s") Duration sessionTimeout,
        @DurationMin(millis = 10) @DurationMax(seconds = 10) @DefaultValue("200ms")
                Duration commitInterval,
        @DurationMin(millis = 0) @DefaultValue("25s") Duration drainTimeout,
        @DefaultValue("false") boolean leaveGroupOnStop,
        @DurationMin(millis = 0) @DurationMax(seconds = 1) @DefaultValue("0ms") Duration linger,
        @DecimalMin("0.01") @DecimalMax("1") @DefaultValue("0.25") double retryShare,
        @Valid @DefaultValue CancelSettings cancel,
        @Valid @DefaultValue TurnSettings turn,
        @Valid @DefaultValue StreamingSettings streaming,
        @Valid @DefaultValue EmbeddingSettings embedding,
        @Valid @DefaultValue ToolSettings tool) {

    /**
     * How canceled tasks are heard of.
     *
     * @param lookBack how far back cancels of before the start are read, so that work which was
     *     canceled while the executor was down is skipped; by default all that the topic keeps
     * @param remembered the most canceled tasks that are remembered, for an hour each
     */
    public record CancelSettings(
            @DurationMin(millis = 0) @DefaultValue("1h") Duration lookBack,
            @Min(1) @DefaultValue("50000") int remembered) {}

    /**
     * How model turns are done.
     *
     * @param concurrency the most model calls at a time; each needs a connection, so mind the limit
     *     of open files
     * @param window the most turns of a lane that wait here for a slot
     * @param memory the most bytes of turns that are held here, waiting or running
     * @param weights how the lanes share the slots
     */
    public record TurnSettings(
            @Min(1) @DefaultValue("8000") int concurrency,
            @Min(1) @DefaultValue("1000") int window,
            @DefaultValue("64MB") DataSize memory,
            @Valid @DefaultValue @NestedConfigurationProperty LaneWeights weights) {}

    /**
     * How words are told while they come.
     *
     * @param calls the most calls at a time of which they are: such a call takes more memory and
     *     time than one whose answer comes whole; of others they are told at the end
     */
    public record StreamingSettings(@Min(0) @DefaultValue("1000") int calls) {}

    /**
     * How chunks are compared with prompts.
     *
     * @param concurrency the most batches at a time, each on a thread of its own; 0: as many as
     *     there are processors
     * @param window the most batches that wait here for a thread
     * @param memory the most bytes of batches that are held here, waiting or running
     */
    public record EmbeddingSettings(
            @Min(0) @DefaultValue("0") int concurrency,
            @Min(1) @DefaultValue("200") int window,
            @DefaultValue("32MB") DataSize memory) {

        int threads() {
            return concurrency == 0 ? Runtime.getRuntime().availableProcessors() : concurrency;
        }
    }

    /**
     * How tools are called.
     *
     * @param concurrency the most calls at a time, of all tools together
     * @param window the most calls of a lane that wait here for a slot
     * @param memory the most bytes of calls that are held here, waiting or running
     */
    public record ToolSettings(
            @Min(1) @DefaultValue("1000") int concurrency,
            @Min(1) @DefaultValue("1000") int window,
            @DefaultValue("32MB") DataSize memory) {}
}
