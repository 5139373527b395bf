package dev.millrace.gateway.http;

import dev.millrace.gateway.deadletters.DeadLetter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A dead letter as callers see it; null is what cannot be told. */
record LetterBody(
        String id,
        String topic,
        String sourceTopic,
        @Nullable Integer sourcePartition,
        @Nullable Long sourceOffset,
        @Nullable String key,
        @Nullable String tenant,
        @Nullable String taskId,
        @Nullable String agent,
        String reason,
        String message,
        Instant at,
        String status,
        @Nullable String redrivenAs) {

    static LetterBody of(DeadLetter letter) {
        return new LetterBody(
                letter.id().toString(),
                letter.id().topic(),
                letter.sourceTopic(),
                letter.sourcePartition(),
                letter.sourceOffset(),
                letter.key(),
                letter.tenantId(),
                letter.taskId(),
                letter.agent(),
                letter.reason(),
                letter.message(),
                letter.at(),
                letter.fate().status().text(),
                letter.fate().redrivenAs());
    }
}
