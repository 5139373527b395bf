package dev.millrace.executor.model;

import java.time.Duration;

/**
 * A place where models can be asked.
 *
 * @param name {@code default}, or the name of the model that is declared with it
 * @param provider what kind of provider it is, such as {@code openai}
 * @param defaultModel the model that is asked when a turn does not name one of this endpoint
 * @param timeout the longest that a call may take
 * @param concurrency the most calls at a time
 */
record ModelEndpoint(
        String name,
        String provider,
        ProviderModels models,
        String defaultModel,
        FailureClassifier failures,
        Duration timeout,
        int concurrency) {}
