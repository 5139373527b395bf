package dev.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BodyPoolTest {

    private static final long AT_ONCE = 0;
    private static final long PATIENTLY = Duration.ofSeconds(30).toNanos();

    /** Of this, one tenant gets 12. */
    private final BodyPool pool = new BodyPool(24, 8);

    @Test
    void whatIsGivenBackCanBeTakenAgain() throws Exception {
        try (BodyPool.Part part = pool.open("a", 8)) {
            assertThat(part.take(8, AT_ONCE)).isNotNegative();
            assertThat(pool.taken()).isEqualTo(8);
        }
        assertThat(pool.taken()).isZero();
    }

    @Test
    void aTenantTakesAtMostItsHalf() throws Exception {
        try (BodyPool.Part first = pool.open("a", 8);
                BodyPool.Part second = pool.open("a", 8);
                BodyPool.Part other = pool.open("b", 8)) {
            assertThat(first.take(8, AT_ONCE)).isNotNegative();
            assertThat(second.take(4, AT_ONCE)).isNotNegative();
            assertThat(second.take(1, AT_ONCE)).isNegative();
            assertThat(other.take(8, AT_ONCE)).isNotNegative();
        }
    }

    @Test
    void whoCameFirstCanAlwaysFinish() throws Exception {
        try (BodyPool.Part first = pool.open("a", 8);
                BodyPool.Part second = pool.open("a", 8)) {
            assertThat(first.take(2, AT_ONCE)).isNotNegative();
            assertThat(second.take(4, AT_ONCE)).isNotNegative();
            assertThat(second.take(1, AT_ONCE)).as("6 are kept for the first").isNegative();
            assertThat(first.take(6, AT_ONCE)).isNotNegative();
        }
    }

    @Test
    void nothingIsKeptForBodiesThatAreNotHere() throws Exception {
        List<BodyPool.Part> parts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            BodyPool.Part part = pool.open("a", 2);
            parts.add(part);
            assertThat(part.take(2, AT_ONCE)).isNotNegative();
        }
        parts.forEach(BodyPool.Part::close);
        assertThat(pool.taken()).isZero();
    }

    @Test
    void whoWaitsGetsWhatIsGivenBack() throws Exception {
        BodyPool.Part first = pool.open("a", 8);
        first.take(8, AT_ONCE);
        try (BodyPool.Part second = pool.open("a", 8);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Long> left = threads.submit(() -> second.take(8, PATIENTLY));
            first.close();

            assertThat(left.get()).isPositive();
        }
    }

    @Test
    void bodiesThatGrowSideBySideAllFinish() throws Exception {
        List<Callable<Boolean>> bodies = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            String tenant = "tenant-" + random.nextInt(3);
            int most = random.nextInt(1, 9);
            int size = random.nextInt(1, most + 1);
            bodies.add(() -> grow(tenant, most, size));
        }

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> finished : threads.invokeAll(bodies)) {
                assertThat(finished.get()).isTrue();
            }
        }
        assertThat(pool.taken()).isZero();
    }

    private boolean grow(String tenant, int most, int size) throws InterruptedException {
        try (BodyPool.Part part = pool.open(tenant, most)) {
            for (int i = 0; i < size; i++) {
                if (part.take(1, PATIENTLY) < 0) {
                    return false;
                }
                LockSupport.parkNanos(1_000);
            }
            return true;
        }
    }
}
