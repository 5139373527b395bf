package dev.millrace.executor.metrics;

import dev.millrace.eventruntime.metrics.BoundedLabel;
import dev.millrace.eventruntime.metrics.LatencyBuckets;
import dev.millrace.executor.metrics.CallsInFlight.Kind;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * Measures calls of models under the names of OpenTelemetry's conventions for generative AI. A tag
 * that a call does not have is empty, which to Prometheus is the same as none. Thread-safe.
 */
public final class GenAiMetrics {

    static final String OPERATION = "gen_ai.operation.name";
    static final String PROVIDER = "gen_ai.provider.name";
    static final String REQUEST_MODEL = "gen_ai.request.model";
    static final String RESPONSE_MODEL = "gen_ai.response.model";
    static final String TOKEN_TYPE = "gen_ai.token.type";
    static final String ERROR_TYPE = "error.type";

    private static final String NONE = "";
    private static final String BROKEN_OFF = "broken-off";

    /** Those of the conventions: powers of four. */
    private static final double[] TOKENS = {
        1,
        4,
        16,
        64,
        256,
        1024,
        4096,
        16_384,
        65_536,
        262_144,
        1_048_576,
        4_194_304,
        16_777_216,
        67_108_864
    };

    private static final int MOST_MODELS = 100;

    private final MeterRegistry registry;
    private final CallsInFlight inFlight;
    private final BoundedLabel asked = new BoundedLabel(MOST_MODELS);
    private final BoundedLabel answering = new BoundedLabel(MOST_MODELS);

    public GenAiMetrics(MeterRegistry registry, CallsInFlight inFlight) {
        this.registry = registry;
        this.inFlight = inFlight;
    }

    /** A turn of a chat model begins. */
    public Call chat(String provider, String endpoint, String model) {
        return new Call("chat", provider, model, inFlight.begin(Kind.TURN, endpoint));
    }

    /** Texts begin to be embedded. */
    public Call embeddings(String provider, String model) {
        return new Call(
                "embeddings",
                provider,
                model,
                inFlight.begin(Kind.EMBEDDING, provider + "/" + model));
    }

    /**
     * A call from its begin to its end; broken off unless something else is told. Used by one
     * thread.
     */
    public final class Call implements AutoCloseable {

        private final long start = System.nanoTime();
        private final Tags tags;
        private final CallsInFlight.Call running;
        private String answeredBy = NONE;
        private String error = BROKEN_OFF;

        private Call(String operation, String provider, String model, CallsInFlight.Call running) {
            this.running = running;
            this.tags =
                    Tags.of(OPERATION, operation, PROVIDER, provider)
                            .and(REQUEST_MODEL, asked.of(model));
        }

        public void answered() {
            error = NONE;
        }

        /**
         * @param model as it names itself
         */
        public void answeredBy(String model) {
            answeredBy = answering.of(model);
            answered();
        }

        /**
         * @param type one of the kinds of failures
         */
        public void failed(String type) {
            error = type;
        }

        /** What the call used; 0 is what nobody has counted. */
        public void used(long input, long output) {
            record("input", input);
            record("output", output);
        }

        private void record(String type, long tokens) {
            if (tokens > 0) {
                DistributionSummary.builder(ExecutorMetric.TOKEN_USAGE.id())
                        .description(ExecutorMetric.TOKEN_USAGE.description())
                        .tags(tags.and(RESPONSE_MODEL, answeredBy, TOKEN_TYPE, type))
                        .serviceLevelObjectives(TOKENS)
                        .register(registry)
                        .record((double) tokens);
            }
        }

        @Override
        public void close() {
            running.end();
            Timer.builder(ExecutorMetric.OPERATION_DURATION.id())
                    .description(ExecutorMetric.OPERATION_DURATION.description())
                    .tags(tags.and(RESPONSE_MODEL, answeredBy, ERROR_TYPE, error))
                    .serviceLevelObjectives(LatencyBuckets.bounds())
                    .register(registry)
                    .record(Duration.ofNanos(System.nanoTime() - start));
        }
    }
}
