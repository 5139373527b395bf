package dev.millrace.sink.intake;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How the sink reads Kafka.
 *
 * @param instanceId names this instance of the sink; keeps its partitions over a restart and must
 *     be different for each instance
 * @param batchSize the most records that go into one bulk request
 * @param fetchSize how much the broker collects before it answers, so that bulk requests are worth
 *     their price
 * @param fetchWait how long the broker collects at most; part of the delay of every document
 * @param firstRetryAfter how long the first wait for Elasticsearch is; each further one is longer
 * @param retryAtLeastEvery how long a wait for Elasticsearch is at most
 * @param payloadLimit how much of the value of a dead letter is stored
 */
@Validated
@ConfigurationProperties("millrace.sink")
public record IntakeSettings(
        @NotBlank @DefaultValue("result-sink-0") String instanceId,
        @Min(1) @Max(10_000) @DefaultValue("500") int batchSize,
        @NotNull @DefaultValue("64KB") DataSize fetchSize,
        @NotNull @DefaultValue("200ms") Duration fetchWait,
        @NotNull @DefaultValue("500ms") Duration firstRetryAfter,
        @NotNull @DefaultValue("5s") Duration retryAtLeastEvery,
        @NotNull @DefaultValue("32KB") DataSize payloadLimit) {}
