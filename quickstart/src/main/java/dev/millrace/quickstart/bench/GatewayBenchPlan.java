package dev.millrace.quickstart.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the gateway alone is measured.
 *
 * @param connections how many connections post tasks, each one after the other
 * @param warmUp how long they do so before it counts
 * @param duration how long it counts
 * @param processors the processors that broker, registry and gateway may use, as {@code taskset}
 *     takes them; null for all
 */
record GatewayBenchPlan(
        int connections, Duration warmUp, Duration duration, @Nullable String processors) {

    GatewayBenchPlan {
        if (connections < 1 || connections > 4_096) {
            throw new IllegalArgumentException("--connections must be from 1 to 4096.");
        }
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("--duration must be at least 1s.");
        }
    }

    /** What is put before the command of a process. */
    List<String> prefix() {
        return processors == null ? List.of() : List.of("taskset", "-c", processors);
    }

    String describe() {
        return String.format(
                Locale.ROOT,
                "gateway alone: tasks over %d connections for %d s, after %d s to warm up%s",
                connections,
                duration.toSeconds(),
                warmUp.toSeconds(),
                processors == null
                        ? ""
                        : "; broker, registry and gateway on the processors " + processors);
    }
}
