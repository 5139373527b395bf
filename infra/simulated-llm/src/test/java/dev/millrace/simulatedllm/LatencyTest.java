package dev.millrace.simulatedllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatencyTest {

    private final Latency latency =
            new Latency.Lognormal(
                    Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(60));

    @Test
    void lognormalTimesHaveTheGivenPercentiles() {
        double[] sorted = sample(100_000);
        assertThat(sorted[50_000]).isCloseTo(2, within(0.1));
        assertThat(sorted[99_000]).isCloseTo(30, within(2.0));
    }

    @Test
    void noCallTakesLongerThanTheCap() {
        double[] sorted = sample(100_000);
        assertThat(sorted[99_999]).isEqualTo(60);
    }

    private double[] sample(int count) {
        SplittableRandom random = new SplittableRandom(7);
        return IntStream.range(0, count)
                .mapToDouble(_ -> latency.sample(random).toNanos() / 1e9)
                .sorted()
                .toArray();
    }
}
