package dev.millrace.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttemptsTest {

    private static final int MOST_ADDRESSES = 100;

    private final FakeTime time = new FakeTime();
    private final Buckets buckets =
            new Buckets(RateLimitsTest.failedAttempts("1/s burst 3", MOST_ADDRESSES), time);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Attempts attempts = new Attempts(buckets, meters);

    @Test
    void afterABurstOfFailuresNothingIsLookedAtUntilTheRateAllowsIt() {
        assertThat(failures("192.0.2.1", 3)).isEqualTo(3);

        assertThat(attempts.refusal("192.0.2.1", "key"))
                .contains(
                        Map.of(
                                "Retry-After", "1",
                                "RateLimit", "\"failed-attempts\";r=0;t=3",
                                "RateLimit-Policy", "\"failed-attempts\";q=3;w=3"));
        assertThat(attempts.refusal("192.0.2.1", null)).isPresent();
        assertThat(attempts.refusal("192.0.2.2", "key")).isEmpty();
        assertThat(meters.counter("millrace.gateway.rate.refused", "limit", "failed-attempts"))
                .satisfies(counter -> assertThat(counter.count()).isEqualTo(2));

        time.pass(Duration.ofSeconds(1));
        assertThat(failures("192.0.2.1", 5)).isEqualTo(1);
    }

    @Test
    void whatOpenedSomethingLatelyIsLookedAtWhateverOthersDo() {
        attempts.succeeded("good");
        failures("192.0.2.1", 10);

        assertThat(attempts.refusal("192.0.2.1", "good")).isEmpty();
        assertThat(attempts.refusal("192.0.2.1", "guess")).isPresent();
    }

    @Test
    void whoLooksUpWhatIsLeftIsNotKeptInMind() {
        attempts.refusal("192.0.2.1", "key");
        attempts.succeeded("key");

        assertThat(buckets.count()).isZero();
    }

    @Test
    void aNetworkOfOneCallerCountsAsOneAddress() {
        failures("2001:db8:1:2::1", 2);
        failures("2001:db8:1:2:ffff::9", 1);

        assertThat(attempts.refusal("2001:db8:1:2::77", "key")).isPresent();
        assertThat(attempts.refusal("2001:db8:1:3::1", "key")).isEmpty();
        failures("unknown", 3);
        assertThat(attempts.refusal("unknown", "key")).isPresent();
    }

    @Test
    void aFloodFromManyAddressesTakesBoundedMemory() {
        for (int i = 0; i < 20_000; i++) {
            attempts.failed("10.0." + i / 256 + "." + i % 256);
        }

        assertThat(buckets.count()).isLessThanOrEqualTo(MOST_ADDRESSES);
    }

    private int failures(String address, int tries) {
        int seen = 0;
        for (int i = 0; i < tries; i++) {
            if (attempts.refusal(address, "guess").isEmpty()
                    && attempts.failed(address).isEmpty()) {
                seen++;
            }
        }
        return seen;
    }
}
