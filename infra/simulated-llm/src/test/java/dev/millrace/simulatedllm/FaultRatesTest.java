package dev.millrace.simulatedllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FaultRatesTest {

    @Test
    void eachFaultComesAsOftenAsItsRateSays() {
        FaultRates rates = new FaultRates(0.1, 0.05, 0.02, 0.03, 0.2);
        Map<Fault, Double> shares = new EnumMap<>(Fault.class);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 100_000; i++) {
            shares.merge(rates.pick(random), 1 / 100_000.0, Double::sum);
        }
        assertThat(shares.get(Fault.RATE_LIMITED)).isCloseTo(0.1, within(0.01));
        assertThat(shares.get(Fault.SERVER_ERROR)).isCloseTo(0.05, within(0.01));
        assertThat(shares.get(Fault.HANG)).isCloseTo(0.02, within(0.01));
        assertThat(shares.get(Fault.MALFORMED)).isCloseTo(0.03, within(0.01));
        assertThat(shares.get(Fault.CUT)).isCloseTo(0.2, within(0.01));
        assertThat(shares.get(Fault.NONE)).isCloseTo(0.6, within(0.01));
    }

    @Test
    void aRateOfOneHitsEveryCall() {
        SplittableRandom random = new SplittableRandom(3);
        FaultRates always = new FaultRates(0, 0, 0, 0, 1);
        assertThat(random.ints(1000).mapToObj(_ -> always.pick(random))).containsOnly(Fault.CUT);
    }

    @Test
    void refusesRatesThatAreNoSharesOrAddUpToMoreThanOne() {
        assertThatThrownBy(() -> new FaultRates(0, -0.1, 0, 0, 0))
                .hasMessageStartingWith("rate-500: -0.1 is not a share");
        assertThatThrownBy(() -> new FaultRates(0, 0, Double.NaN, 0, 0))
                .hasMessageStartingWith("rate-hang: NaN is not a share");
        assertThatThrownBy(() -> new FaultRates(0.6, 0.6, 0, 0, 0))
                .hasMessageContaining("together they may be at most 1");
    }
}
