package dev.millrace.streams.admission;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Which requests are admitted.
 *
 * @param defaultTenant the tenant of a request that names none
 * @param rememberIds how long a task id is remembered, so that a repeated request is dropped; at
 *     least as long as a request or its dead letter is kept
 * @param forgetInterval how often ids are looked for that may be forgotten
 * @param forgetAtOnce the most ids of a partition that one look forgets
 * @param maxPromptCharacters the longest prompt, in Unicode code points
 * @param maxDocuments the most documents of a task
 * @param maxMetadataEntries the most entries of metadata
 * @param maxMetadataSize the most bytes of all metadata together, in UTF-8
 * @param maxDeadline how far ahead a deadline may lie
 * @param maxRoles the most roles of a caller
 * @param defaultModel the executor's model for turns that name none
 */
@Validated
@ConfigurationProperties("millrace.admission")
public record AdmissionSettings(
        @DefaultValue("dev") @NotBlank String defaultTenant,
        @DefaultValue("30d") @DurationMin(minutes = 1) Duration rememberIds,
        @DefaultValue("1s") @DurationMin(millis = 10) Duration forgetInterval,
        @DefaultValue("500") @Min(1) int forgetAtOnce,
        @DefaultValue("10000") @Min(1) int maxPromptCharacters,
        @DefaultValue("10000") @Min(0) int maxDocuments,
        @DefaultValue("64") @Min(0) int maxMetadataEntries,
        @DefaultValue("64KB") DataSize maxMetadataSize,
        @DefaultValue("24h") @DurationMin(seconds = 1) Duration maxDeadline,
        @DefaultValue("64") @Min(0) int maxRoles,
        @DefaultValue @NestedConfigurationProperty DefaultModel defaultModel) {}
