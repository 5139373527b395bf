package dev.millrace.gateway.http;

import dev.millrace.gateway.deadletters.RedriveJob;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How far a redrive of many letters has come, as callers see it. */
record RedriveJobBody(
        String id,
        String state,
        Instant startedAt,
        @Nullable Instant endedAt,
        int found,
        int redriven,
        int refused,
        String problem) {

    static RedriveJobBody of(RedriveJob job) {
        return new RedriveJobBody(
                job.id(),
                job.state().name().toLowerCase(Locale.ROOT),
                job.startedAt(),
                job.endedAt(),
                job.found(),
                job.redriven(),
                job.refused(),
                job.problem());
    }
}
