package dev.millrace.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTest {

    /** USD 2.50, 1.25 and 10.00 for a million tokens. */
    private static final Price LARGE = new Price(2_500_000, 1_250_000, 10_000_000);

    /** USD 0.15, 0.075 and 0.60 for a million tokens. */
    private static final Price SMALL = new Price(150_000, 75_000, 600_000);

    @ParameterizedTest
    @CsvSource({
        // 1,000 × 2.5 + 500 × 10 micro-USD
        "1000, 0, 500, 7500",
        // 400 × 2.5 + 600 × 1.25 + 500 × 10
        "1000, 600, 500, 6750",
        // all of the input cached: 1,000 × 1.25
        "1000, 1000, 0, 1250",
        // 3 × 2.5 = 7.5, half up
        "3, 0, 0, 8",
        // 2.5 + 1.25 = 3.75
        "2, 1, 0, 4",
        "0, 0, 0, 0",
        // a provider that counts cached tokens apart: 10 × 1.25 = 12.5, not less
        "10, 25, 0, 13",
        // a million of each: 2.50 + 10.00 USD
        "1000000, 0, 1000000, 12500000"
    })
    void tokensCostWhatAHandComputes(long input, long cached, long output, long microUsd) {
        assertThat(LARGE.costMicroUsd(input, cached, output)).isEqualTo(microUsd);
    }

    @ParameterizedTest
    @CsvSource({
        // 0.15 → 0
        "1, 0, 0, 0",
        // 3 × 0.15 = 0.45 → 0
        "3, 0, 0, 0",
        // 0.45 + 0.6 = 1.05 → 1
        "3, 0, 1, 1",
        // 2 × 0.15 + 2 × 0.6 = 1.5 → 2: only the sum is rounded
        "2, 0, 2, 2",
        // 1,234 × 0.15 = 185.1; of that 1,000 cached: 234 × 0.15 + 1,000 × 0.075 = 110.1; 321 × 0.6
        // = 192.6
        "1234, 1000, 321, 303"
    })
    void partsOfAMicroDollarAreRoundedOnceAndHalfUp(
            long input, long cached, long output, long microUsd) {
        assertThat(SMALL.costMicroUsd(input, cached, output)).isEqualTo(microUsd);
    }

    @Test
    void hugeNumbersDoNotOverflow() {
        assertThat(LARGE.costMicroUsd(Long.MAX_VALUE, 0, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void nothingIsNegative() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Price(-1, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> LARGE.costMicroUsd(-1, 0, 0));
    }

    @Test
    void whatIsFreeCostsNothing() {
        assertThat(Price.FREE.costMicroUsd(1_000_000, 0, 1_000_000)).isZero();
    }
}
