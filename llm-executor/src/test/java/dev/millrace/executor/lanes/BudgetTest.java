package dev.millrace.executor.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {

    private static final int FIRST = 0;
    private static final int RETRY = 1;

    @ParameterizedTest
    @CsvSource({"8000, 0.25, 2000", "10, 0.25, 2", "4, 0.25, 1", "3, 0.25, 1", "1, 0.25, 1"})
    void aLaneNeverGetsMoreThanItsShareButAlwaysOne(int slots, double share, int expected) {
        Budget budget = new Budget(slots, List.of(1.0, share));
        assertThat(takeAll(budget, RETRY)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 10, 8000})
    void theOthersGetEverythingThatALaneDoesNotUse(int slots) {
        Budget budget = new Budget(slots, List.of(1.0, 0.25));
        int retries = takeAll(budget, RETRY);
        assertThat(takeAll(budget, FIRST)).isEqualTo(slots - retries);
        assertThat(budget.used()).isEqualTo(slots);
    }

    @Test
    void theOthersMayUseTheWhole() {
        Budget budget = new Budget(100, List.of(1.0, 0.25));
        assertThat(takeAll(budget, FIRST)).isEqualTo(100);
        assertThat(budget.allows(RETRY, 1)).isFalse();
        budget.giveBack(FIRST, 1);
        assertThat(budget.allows(RETRY, 1)).isTrue();
    }

    @Test
    void whatIsLargerThanTheShareMayPassAlone() {
        Budget budget = new Budget(100, List.of(1.0, 0.25));
        assertThat(budget.allows(RETRY, 60)).isTrue();
        budget.take(RETRY, 60);
        assertThat(budget.allows(RETRY, 1)).isFalse();
        assertThat(budget.allows(FIRST, 40)).isTrue();
        assertThat(budget.allows(FIRST, 41)).isFalse();
        budget.giveBack(RETRY, 60);
        assertThat(budget.allows(FIRST, 1_000)).isTrue();
    }

    @Test
    void whateverComesAndGoesTheLimitsHold() {
        Random random = new Random(7);
        for (int run = 0; run < 200; run++) {
            int slots = 1 + random.nextInt(50);
            double share = (1 + random.nextInt(100)) / 100.0;
            Budget budget = new Budget(slots, List.of(1.0, share));
            int[] used = new int[2];
            for (int step = 0; step < 500; step++) {
                int lane = random.nextInt(2);
                if (random.nextBoolean() && budget.allows(lane, 1)) {
                    budget.take(lane, 1);
                    used[lane]++;
                } else if (used[lane] > 0) {
                    budget.giveBack(lane, 1);
                    used[lane]--;
                }
                assertThat(used[FIRST] + used[RETRY]).isLessThanOrEqualTo(slots);
                assertThat(used[RETRY]).isLessThanOrEqualTo(Math.max(1, (int) (slots * share)));
                boolean room = used[FIRST] + used[RETRY] < slots;
                assertThat(budget.allows(FIRST, 1)).isEqualTo(room);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 1.01, Double.NaN})
    void refusesAShareThatIsNone(double share) {
        assertThatThrownBy(() -> new Budget(1, List.of(share)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 1");
    }

    private static int takeAll(Budget budget, int lane) {
        int taken = 0;
        while (budget.allows(lane, 1)) {
            budget.take(lane, 1);
            taken++;
        }
        return taken;
    }
}
