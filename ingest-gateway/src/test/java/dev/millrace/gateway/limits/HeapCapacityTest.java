package dev.millrace.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapCapacityTest {

    private static final OpenSettings MANY = new OpenSettings(100_000, 100_000, 100_000, 100_000);

    @Test
    void aSmallHeapCarriesFewRequests() {
        HeapCapacity small = HeapCapacity.of(256L << 20);

        assertThat(small.connections()).isEqualTo(910);
        assertThat(small.within(MANY)).isEqualTo(new OpenSettings(569, 484, 228, 194));
    }

    @Test
    void theHeapOfTheDevelopmentStackCarriesFiveThousandStreamsOfOneTenant() {
        assertThat(HeapCapacity.of(1536L << 20).within(MANY).streamsPerTenant())
                .isGreaterThanOrEqualTo(5_000);
    }

    @Test
    void lessThanIsCarriedMayBeAskedFor() {
        OpenSettings few = new OpenSettings(10, 5, 4, 2);

        assertThat(HeapCapacity.of(256L << 20).within(few)).isEqualTo(few);
    }

    @Test
    void aHeapThatIsTooSmallForAnythingStillCarriesSome() {
        assertThat(HeapCapacity.of(64L << 20).connections()).isEqualTo(64);
    }
}
