package dev.millrace.streams.chunking;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How documents are cut into chunks.
 *
 * @param maxTokens the most tokens, of the embedding model, in a chunk
 * @param overlapTokens the most tokens that a chunk repeats of the one before it; at most half of
 *     {@code maxTokens}
 * @param batchChunks the most chunks in a batch
 * @param pageChunks the most chunks that one step cuts before other tasks have their turn
 */
@Validated
@ConfigurationProperties("millrace.chunking")
public record ChunkingSettings(
        @DefaultValue("200") @Min(16) @Max(500) int maxTokens,
        @DefaultValue("40") @Min(0) @Max(250) int overlapTokens,
        @DefaultValue("16") @Min(1) @Max(64) int batchChunks,
        @DefaultValue("200") @Min(64) @Max(2_000) int pageChunks) {

    public ChunkingSettings {
        if (overlapTokens > maxTokens / 2) {
            throw new IllegalArgumentException(
                    "millrace.chunking.overlap-tokens is "
                            + overlapTokens
                            + " but may be at most half of max-tokens, "
                            + maxTokens / 2);
        }
    }

    ChunkSize size() {
        return new ChunkSize(maxTokens, overlapTokens);
    }

    /** A step ends with a full batch. */
    int pageBatches() {
        return pageChunks / batchChunks;
    }
}
