package dev.millrace.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private static final String MANY = "1000000/s burst 1000000";

    private final FakeTime time = new FakeTime();

    @Test
    void aBurstPassesAtOnceAndThenTheRate() {
        RateLimits limits = limits("10/s burst 5", MANY, MANY, MANY);

        assertThat(passed(limits, 20)).isEqualTo(5);
        time.pass(Duration.ofMillis(250));
        assertThat(passed(limits, 20)).isEqualTo(2);
        time.pass(Duration.ofHours(1));
        assertThat(passed(limits, 20)).isEqualTo(5);
    }

    @Test
    void aRefusalNamesTheLimitAndWhenItIsOver() {
        RateLimits limits = limits("1/m burst 2", MANY, MANY, MANY);
        passed(limits, 2);

        Verdict verdict = limits.submit("t", "u", 1);

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> {
                            assertThat(refused.limit()).isEqualTo(Limit.TENANT_REQUESTS);
                            assertThat(refused.retryAfter()).isEqualTo(60);
                        });
        assertThat(verdict.policy()).startsWith("\"tenant-requests\";q=2;w=120, ");
        assertThat(verdict.state()).startsWith("\"tenant-requests\";r=0;t=120, ");
    }

    @Test
    void whatOneLimitRefusesCostsNothingOfTheOthers() {
        RateLimits limits = limits("10/s burst 10", MANY, "1/m burst 1", MANY);
        passed(limits, 5);

        assertThat(limits.submit("t", "other", 1)).isInstanceOf(Verdict.Passed.class);
        assertThat(limits.submit("t", "u", 1).state()).startsWith("\"tenant-requests\";r=8;");
    }

    @Test
    void aLongPromptPassesWhenEverythingIsThereAndIsPaidOffAfterwards() {
        RateLimits limits = limits(MANY, "100/s burst 100", MANY, MANY);

        assertThat(limits.submit("t", "u", 1_000)).isInstanceOf(Verdict.Passed.class);
        time.pass(Duration.ofSeconds(8));
        assertThat(limits.submit("t", "u", 1)).isInstanceOf(Verdict.Refused.class);
        time.pass(Duration.ofSeconds(2));
        assertThat(limits.submit("t", "u", 100)).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void tenantsDoNotStandInEachOthersWayAndMayHaveRatesOfTheirOwn() {
        RateSettings settings =
                new RateSettings(
                        Rate.valueOf("1/s burst 1"),
                        Rate.valueOf(MANY),
                        Rate.valueOf(MANY),
                        Rate.valueOf(MANY),
                        Rate.valueOf(MANY),
                        Rate.valueOf(MANY),
                        Map.of(
                                "large",
                                new RateSettings.TenantRates(
                                        Rate.valueOf("1/s burst 3"), null, null, null, null)),
                        100);
        RateLimits limits = new RateLimits(new Buckets(settings, time), new Consumption());

        assertThat(passed(limits, "small", 5)).isEqualTo(1);
        assertThat(passed(limits, "large", 5)).isEqualTo(3);
        assertThat(passed(limits, "other", 5)).isEqualTo(1);
    }

    @Test
    void callersWithoutAUserHaveTheLimitOfTheTenantAlone() {
        RateLimits limits = limits("1/s burst 3", MANY, "1/s burst 1", MANY);

        Verdict verdict = limits.submit("t", "", 1);

        assertThat(verdict.levels()).hasSize(2);
        assertThat(limits.submit("t", "", 1)).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void bucketsThatAreFullAgainAreForgottenAndDebtsAreNot() {
        RateSettings settings = settings("1/s burst 100", MANY, MANY, "1/h burst 5");
        Buckets buckets = new Buckets(settings, time);
        RateLimits limits = new RateLimits(buckets, new Consumption());
        for (int user = 0; user < 20; user++) {
            limits.submit("t", "user-" + user, 1_000);
        }
        assertThat(buckets.count()).isEqualTo(42);

        time.pass(Duration.ofMinutes(5));
        buckets.dropFull();

        assertThat(buckets.count()).as("the debts of 20 users").isEqualTo(20);
        assertThat(limits.submit("t", "user-3", 1)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void howManyBucketsThereAreIsBounded() {
        Buckets buckets = new Buckets(settings(MANY, MANY, MANY, MANY), time);
        RateLimits limits = new RateLimits(buckets, new Consumption());
        for (int user = 0; user < 5_000; user++) {
            limits.submit("t", "user-" + user, 1);
        }

        assertThat(buckets.count()).isLessThanOrEqualTo(100);
    }

    @Test
    void instancesThatHearOfEachOtherLetThroughWhatOneWouldAndOnceABurstForEachOther() {
        long seed = System.nanoTime();
        System.out.println("seed of the exchange: " + seed);
        for (int instances : List.of(2, 3)) {
            for (Duration delay : List.of(Duration.ofMillis(100), Duration.ofSeconds(2))) {
                letThroughIsBounded(instances, delay, new Random(seed));
            }
        }
    }

    private void letThroughIsBounded(int instances, Duration delay, Random random) {
        double rate = 20;
        long burst = 50;
        Exchange exchange = new Exchange(instances, delay, "20/s burst 50");
        List<Long> total = new ArrayList<>();
        Duration step = Duration.ofMillis(50);
        for (int i = 0; i < 4_000; i++) {
            // Floods and quiet times take turns, and requests go to an instance at random.
            int wanted = i / 400 % 2 == 0 ? random.nextInt(20) : 0;
            for (int n = 0; n < wanted; n++) {
                exchange.submit(random.nextInt(instances));
            }
            total.add(exchange.passed);
            time.pass(step);
            exchange.deliver();
        }
        double error = (instances - 1) * (burst + rate * delay.toMillis() / 1000.0);
        for (int from = 0; from < total.size(); from++) {
            for (int to = from; to < total.size(); to += 7) {
                double seconds = (to - from) * step.toMillis() / 1000.0;
                long inWindow = total.get(to) - (from == 0 ? 0 : total.get(from - 1));
                assertThat((double) inWindow)
                        .as("%d instances, %s late, %s s", instances, delay, seconds)
                        .isLessThanOrEqualTo(burst + rate * seconds + error + instances);
            }
        }
        assertThat(exchange.passed)
                .as("what one instance would have let through, at least nearly")
                .isGreaterThan((long) (0.9 * rate * 100));
    }

    /** Instances that hear of each other after a while. */
    private final class Exchange {

        private final List<RateLimits> limits = new ArrayList<>();
        private final List<Consumption> consumptions = new ArrayList<>();
        private final Deque<Told> onTheWay = new ArrayDeque<>();
        private final long delay;
        private long passed;

        private record Told(int from, long at, Consumption.Share share) {}

        Exchange(int instances, Duration delay, String rate) {
            this.delay = delay.toNanos();
            for (int i = 0; i < instances; i++) {
                Consumption consumption = new Consumption();
                consumptions.add(consumption);
                limits.add(
                        new RateLimits(
                                new Buckets(settings(rate, MANY, MANY, MANY), time), consumption));
            }
        }

        void submit(int instance) {
            if (limits.get(instance).submit("t", "u", 1) instanceof Verdict.Passed) {
                passed++;
                for (Consumption.Share share : consumptions.get(instance).empty()) {
                    onTheWay.add(new Told(instance, time.currentTimeNanos() + delay, share));
                }
            }
        }

        void deliver() {
            while (!onTheWay.isEmpty() && onTheWay.peek().at() <= time.currentTimeNanos()) {
                Told told = onTheWay.remove();
                for (int i = 0; i < limits.size(); i++) {
                    if (i != told.from()) {
                        Consumption.Share share = told.share();
                        limits.get(i)
                                .takeElsewhere(
                                        share.tenantId(),
                                        share.userId(),
                                        share.requests(),
                                        share.characters());
                    }
                }
            }
        }
    }

    @Test
    void sharesOfOneUserAreAddedUpAndToldOnce() {
        Consumption consumption = new Consumption();
        RateLimits limits =
                new RateLimits(new Buckets(settings(MANY, MANY, MANY, MANY), time), consumption);
        limits.submit("t", "u", 10);
        limits.submit("t", "u", 5);
        limits.submit("t", "", 7);

        Map<String, Consumption.Share> shares = new HashMap<>();
        consumption.empty().forEach(share -> shares.put(share.userId(), share));

        assertThat(shares)
                .containsEntry("u", new Consumption.Share("t", "u", 2, 15))
                .containsEntry("", new Consumption.Share("t", "", 1, 7));
        assertThat(consumption.empty()).isEmpty();
    }

    private static int passed(RateLimits limits, int count) {
        return passed(limits, "t", count);
    }

    private static int passed(RateLimits limits, String tenant, int count) {
        int passed = 0;
        for (int i = 0; i < count; i++) {
            if (limits.submit(tenant, "u", 1) instanceof Verdict.Passed) {
                passed++;
            }
        }
        return passed;
    }

    private RateLimits limits(String... rates) {
        return new RateLimits(
                new Buckets(settings(rates[0], rates[1], rates[2], rates[3]), time),
                new Consumption());
    }

    static RateSettings failedAttempts(String rate, int buckets) {
        return new RateSettings(
                Rate.valueOf(MANY),
                Rate.valueOf(MANY),
                Rate.valueOf(MANY),
                Rate.valueOf(MANY),
                Rate.valueOf(MANY),
                Rate.valueOf(rate),
                Map.of(),
                buckets);
    }

    private static RateSettings settings(
            String tenantRequests,
            String tenantCharacters,
            String userRequests,
            String userCharacters) {
        return new RateSettings(
                Rate.valueOf(tenantRequests),
                Rate.valueOf(tenantCharacters),
                Rate.valueOf(userRequests),
                Rate.valueOf(userCharacters),
                Rate.valueOf(MANY),
                Rate.valueOf(MANY),
                Map.of(),
                100);
    }
}
