package dev.millrace.simulatedllm;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long the simulated model takes for an answer. */
public sealed interface Latency {

    /** The time that one call takes. */
    Duration sample(RandomGenerator random);

    /** Every call takes the same time. */
    record Constant(Duration time) implements Latency {
        @Override
        public Duration sample(RandomGenerator random) {
            return time;
        }
    }

    /**
     * Times with a long tail, as real models have it: lognormal through two percentiles.
     *
     * @param p50 half of the calls take no longer than this
     * @param p99 99 of 100 calls take no longer than this
     * @param cap no call takes longer than this
     */
    record Lognormal(Duration p50, Duration p99, Duration cap) implements Latency {

        /** The 99th percentile of the standard normal distribution. */
        private static final double NORMAL_P99 = 2.326347874;

        public Lognormal {
            if (p50.isZero()) {
                throw new InvalidSetting(
                        "p50", "must be over 0ms; for no latency use latency 0ms.");
            }
            if (p99.compareTo(p50) < 0) {
                throw new InvalidSetting(
                        "p99", DurationText.format(p99) + " is less than p50; make it larger.");
            }
            if (cap.compareTo(p50) < 0) {
                throw new InvalidSetting(
                        "cap", DurationText.format(cap) + " is less than p50; make it larger.");
            }
        }

        @Override
        public Duration sample(RandomGenerator random) {
            double mu = Math.log((double) p50.toNanos());
            double sigma = (Math.log((double) p99.toNanos()) - mu) / NORMAL_P99;
            double nanos = Math.exp(mu + sigma * random.nextGaussian());
            return Duration.ofNanos((long) Math.min(nanos, (double) cap.toNanos()));
        }
    }
}
