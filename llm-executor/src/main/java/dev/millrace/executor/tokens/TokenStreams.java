package dev.millrace.executor.tokens;

import dev.millrace.TokensStreamed;
import dev.millrace.eventruntime.metrics.LatencyBuckets;
import dev.millrace.executor.metrics.ExecutorMetric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells the words of calls while they come, of so many calls at a time; of more, at their end.
 *
 * <p>Owns a thread that keeps the intervals of all calls, and a virtual thread for each record that
 * is sent.
 */
public final class TokenStreams implements AutoCloseable {

    private final int most;
    private final Semaphore free;
    private final Clock clock;
    private final Timer firstWords;
    private final Counter plain;
    private final OwnThreads threads;

    /**
     * @param most the most calls whose words are told while they come, at a time
     */
    public TokenStreams(int most, TokenSender sender, MeterRegistry meters, Clock clock) {
        this.most = most;
        this.free = new Semaphore(most);
        this.clock = clock;
        this.threads = new OwnThreads(sender);
        Gauge.builder(ExecutorMetric.STREAMS.id(), this::open)
                .description(ExecutorMetric.STREAMS.description())
                .register(meters);
        this.firstWords =
                Timer.builder(ExecutorMetric.FIRST_WORDS.id())
                        .description(ExecutorMetric.FIRST_WORDS.description())
                        .serviceLevelObjectives(LatencyBuckets.bounds())
                        .register(meters);
        this.plain =
                Counter.builder(ExecutorMetric.STREAMS_PLAIN.id())
                        .description(ExecutorMetric.STREAMS_PLAIN.description())
                        .register(meters);
    }

    /** Makes a call with whatever tells its words, and tells the end of it. */
    public <T> T telling(TokensStreamed call, StreamedCall<T> made) throws InterruptedException {
        boolean streamed = free.tryAcquire();
        if (!streamed) {
            plain.increment();
        }
        TokenStream stream = new TokenStream(call, streamed, threads, () -> begun(call), clock);
        String text = "";
        try {
            T outcome = made.make(stream);
            text = made.text(outcome);
            return outcome;
        } finally {
            if (streamed) {
                free.release();
            }
            stream.end(text);
            stream.awaitSent();
        }
    }

    private void begun(TokensStreamed call) {
        firstWords.record(Duration.between(call.getAt(), clock.instant()));
    }

    private int open() {
        return most - free.availablePermits();
    }

    @Override
    public void close() {
        threads.close();
    }

    private static final class OwnThreads implements TokenStream.Threads {

        private final TokenSender sender;
        private final ScheduledExecutorService intervals =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("token-intervals").daemon().factory());
        private final ExecutorService senders =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tokens").factory());

        OwnThreads(TokenSender sender) {
            this.sender = sender;
        }

        @Override
        public void sendSoon(Consumer<TokenSender> send) {
            try {
                senders.execute(() -> send.accept(sender));
            } catch (RejectedExecutionException _) {
                // The process ends, and the call is made again by the next one.
            }
        }

        @Override
        public void later(Runnable task, Duration wait) {
            try {
                var _ = intervals.schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException _) {
                // As above.
            }
        }

        void close() {
            intervals.shutdownNow();
            senders.shutdownNow();
        }
    }
}
