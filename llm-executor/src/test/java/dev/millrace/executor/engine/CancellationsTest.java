package dev.millrace.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CancellationsTest {

    private final Cancellations cancellations = new Cancellations(1_000_000, Clock.systemUTC());

    @AfterEach
    void clearInterrupt() {
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aCallOfACanceledTaskIsCanceledFromTheStart() {
        cancellations.cancel("a", Instant.now());
        RunningCall call = cancellations.begin("a");
        assertThat(call.isCanceled()).isTrue();
        cancellations.end(call);
    }

    @Test
    void aCancelInterruptsEveryCallOfItsTaskAndNoOther() {
        RunningCall first = cancellations.begin("a");
        RunningCall second = cancellations.begin("a");
        RunningCall other = cancellations.begin("b");
        cancellations.cancel("a", Instant.now());
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(first.isCanceled()).isTrue();
        assertThat(second.isCanceled()).isTrue();
        assertThat(other.isCanceled()).isFalse();
        cancellations.end(first);
        cancellations.end(second);
        cancellations.end(other);
    }

    @Test
    void aThreadIsNotInterruptedForACallThatIsOver() {
        RunningCall call = cancellations.begin("a");
        cancellations.end(call);
        cancellations.cancel("a", Instant.now());
        call.cancel();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(call.isCanceled()).isFalse();
    }

    @Test
    void theNextCallOfTheThreadFeelsNothingOfTheOneBefore() {
        RunningCall call = cancellations.begin("a");
        cancellations.cancel("a", Instant.now());
        cancellations.end(call);
        RunningCall next = cancellations.begin("b");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(next.isCanceled()).isFalse();
        cancellations.end(next);
    }

    @Test
    void aCancelHitsACallThatBeginsAtTheSameMoment() throws Exception {
        int rounds = 5_000;
        CyclicBarrier barrier = new CyclicBarrier(2);
        int[] missed = {0};
        Thread caller =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    for (int round = 0; round < rounds; round++) {
                                        missed[0] += call(barrier, "t" + round) ? 0 : 1;
                                    }
                                });
        for (int round = 0; round < rounds; round++) {
            barrier.await(10, TimeUnit.SECONDS);
            cancellations.cancel("t" + round, Instant.now());
        }
        caller.join(10_000);
        assertThat(caller.isAlive()).isFalse();
        assertThat(missed[0]).isZero();
    }

    /** A call that would last forever; false if it was not canceled within a second. */
    private boolean call(CyclicBarrier barrier, String task) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        RunningCall call = cancellations.begin(task);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        while (!Thread.currentThread().isInterrupted() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        }
        boolean canceled = call.isCanceled();
        cancellations.end(call);
        return canceled && !Thread.currentThread().isInterrupted();
    }
}
