package dev.millrace.gateway.submission;

import java.time.Duration;
import java.util.Set;

/**
 * How much one task may ask for.
 *
 * @param agents the agents that tasks may name
 * @param defaultAgent the agent of a task that names none
 * @param promptCharacters the longest prompt, in Unicode characters
 * @param documents the most documents
 * @param nameCharacters the longest session id
 * @param documentIdCharacters the longest document id
 * @param titleCharacters the longest document title
 * @param metadataEntries the most metadata entries
 * @param metadataBytes the most bytes of all metadata together, in UTF-8
 * @param longestDeadline the latest deadline, from the submission
 */
public record SubmissionLimits(
        Set<String> agents,
        String defaultAgent,
        int promptCharacters,
        int documents,
        int nameCharacters,
        int documentIdCharacters,
        int titleCharacters,
        int metadataEntries,
        int metadataBytes,
        Duration longestDeadline) {}
