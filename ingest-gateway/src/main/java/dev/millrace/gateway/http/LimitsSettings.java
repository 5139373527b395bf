package dev.millrace.gateway.http;

import dev.millrace.gateway.submission.SubmissionLimits;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much one task may ask for; the same as what admission in stream-processors lets pass.
 *
 * @param defaultAgent the agent of a task that names none
 * @param promptCharacters the longest prompt, in Unicode characters
 * @param documents the most documents
 * @param nameCharacters the longest session id
 * @param documentIdCharacters the longest document id
 * @param titleCharacters the longest document title
 * @param metadataEntries the most metadata entries
 * @param metadataSize the most bytes of all metadata together, in UTF-8
 * @param longestDeadline the latest deadline, from the submission
 */
@Validated
@ConfigurationProperties("millrace.gateway.limits")
public record LimitsSettings(
        @DefaultValue("default") String defaultAgent,
        @Min(1) @DefaultValue("10000") int promptCharacters,
        @Min(0) @DefaultValue("10000") int documents,
        @Min(1) @DefaultValue("256") int nameCharacters,
        @Min(1) @DefaultValue("512") int documentIdCharacters,
        @Min(1) @DefaultValue("2000") int titleCharacters,
        @Min(0) @DefaultValue("64") int metadataEntries,
        @DefaultValue("64KB") DataSize metadataSize,
        @DefaultValue("PT24H") Duration longestDeadline) {

    SubmissionLimits toLimits(Set<String> agents) {
        return new SubmissionLimits(
                agents,
                defaultAgent,
                promptCharacters,
                documents,
                nameCharacters,
                documentIdCharacters,
                titleCharacters,
                metadataEntries,
                Math.toIntExact(metadataSize.toBytes()),
                longestDeadline);
    }
}
