package dev.millrace.streams.admission;

import dev.millrace.AgentSnapshot;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an agent is.
 *
 * @param systemPrompt instructions for the model; empty for none
 * @param model the model to ask; empty for the default of the executor
 * @param maxSteps the most steps that a task may take
 * @param temperature sampling temperature; absent for the model's own default
 * @param maxOutputTokens the most tokens that a model may write in one turn
 * @param retrievalPassages the most passages of documents that are given to the model
 * @param contextTokens the most tokens, of the embedding model, that those passages may have
 *     together
 * @param deadline how long a task that names no deadline may take from its admission
 */
public record AgentDefinition(
        @DefaultValue("") String systemPrompt,
        @DefaultValue("") String model,
        @DefaultValue("1") @Min(1) @Max(1_000) int maxSteps,
        @Nullable @DecimalMin("0") @DecimalMax("2") Double temperature,
        @DefaultValue("1024") @Min(1) int maxOutputTokens,
        @DefaultValue("8") @Min(1) @Max(100) int retrievalPassages,
        @DefaultValue("2000") @Min(1) @Max(100_000) int contextTokens,
        @DefaultValue("5m") @DurationMin(seconds = 1) @DurationMax(days = 1) Duration deadline) {

    private static final int HASH_DIGITS = 16;

    /** The agent that runs when nothing is configured. */
    static AgentDefinition standard() {
        return new AgentDefinition("", "", 1, null, 1_024, 8, 2_000, Duration.ofMinutes(5));
    }

    /** The definition as a task keeps it. */
    AgentSnapshot snapshot(String name) {
        AgentSnapshot snapshot =
                AgentSnapshot.newBuilder()
                        .setName(name)
                        .setSystemPrompt(systemPrompt)
                        .setModel(model)
                        .setMaxSteps(maxSteps)
                        .setTemperature(temperature)
                        .setMaxOutputTokens(maxOutputTokens)
                        .setRetrievalPassages(retrievalPassages)
                        .setContextTokens(contextTokens)
                        .build();
        return AgentSnapshot.newBuilder(snapshot).setHash(hash(snapshot.toString())).build();
    }

    private static String hash(String definition) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(definition.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
