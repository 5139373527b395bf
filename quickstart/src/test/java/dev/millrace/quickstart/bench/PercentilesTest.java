package dev.millrace.quickstart.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {

    @Test
    void percentileIsTheSmallestValueThatTheShareDoesNotExceed() {
        Percentiles hundred = Percentiles.of(LongStream.rangeClosed(1, 100).map(i -> 101 - i));
        assertThat(hundred.at(0.50)).isEqualTo(50);
        assertThat(hundred.at(0.95)).isEqualTo(95);
        assertThat(hundred.at(0.99)).isEqualTo(99);
        assertThat(hundred.max()).isEqualTo(100);
        assertThat(hundred.mean()).isEqualTo(50.5);
    }

    @Test
    void oneValueIsEveryPercentile() {
        Percentiles one = Percentiles.of(LongStream.of(7));
        assertThat(one.at(0.01)).isEqualTo(7);
        assertThat(one.at(0.99)).isEqualTo(7);
    }

    @Test
    void nothingHasNoPercentiles() {
        assertThat(Percentiles.of(LongStream.empty()).at(0.5)).isNaN();
    }
}
