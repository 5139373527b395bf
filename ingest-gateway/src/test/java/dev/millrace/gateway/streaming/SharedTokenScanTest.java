package dev.millrace.gateway.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.gateway.streaming.LogPartition.Chunk;
import dev.millrace.gateway.streaming.LogPartition.Entry;
import dev.millrace.gateway.streaming.TokenScan.From;
import dev.millrace.gateway.streaming.TokenScan.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many readers that need older words of one partition at the same time. */
@Timeout(60)
class SharedTokenScanTest {

    private static final int READERS = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FakeLog log = new FakeLog();
    private final ByHand threads = new ByHand();
    private final SharedTokenScan scan = new SharedTokenScan(1, log, threads);
    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        scan.close();
        readers.shutdownNow();
    }

    @Test
    void manyReadersShareOneReadingAndEachGetsItsOwnWords() throws Exception {
        for (int i = 0; i < 20 * READERS; i++) {
            log.say("task-" + i % READERS, "word", i / READERS);
        }
        List<Future<Part>> parts = new ArrayList<>();
        for (int i = READERS - 1; i >= 0; i--) {
            parts.add(ask("task-" + i, new From.Offset(i), log.size()));
        }

        threads.runAll();

        for (int i = 0; i < READERS; i++) {
            Part part = parts.get(i).get();
            assertThat(offsets(part)).isEqualTo(log.offsetsOf("task-" + (READERS - 1 - i)));
            assertThat(part.next()).isEqualTo(log.size());
            assertThat(part.isComplete()).isTrue();
        }
        assertThat(log.read).isEqualTo(log.size());
    }

    @Test
    void readersThatBeginFarApartAreAllServedInOneTurnWithoutReadingWhatLiesBetween()
            throws Exception {
        log.say("early", "word", 0);
        log.fill(30_000);
        log.say("late", "word", 0);
        Future<Part> late = ask("late", new From.Offset(log.size() - 1), log.size());
        Future<Part> early = ask("early", new From.Offset(0), 1);

        threads.runAll();

        assertThat(offsets(early.get())).containsExactly(0L);
        assertThat(offsets(late.get())).containsExactly(log.size() - 1L);
        assertThat(log.read).isLessThan(1_000);
    }

    @Test
    void nobodyIsGivenMoreThanItsShareAtOnce() throws Exception {
        String text = "x".repeat(1_000);
        for (int i = 0; i < 100; i++) {
            log.say("long", text, i);
        }
        log.say("short", "word", 0);
        Future<Part> everything = ask("long", new From.Offset(0), log.size());
        Future<Part> little = ask("short", new From.Offset(0), log.size());

        threads.runAll();

        Part part = everything.get();
        long bytes = part.words().stream().mapToLong(Words::bytes).sum();
        assertThat(bytes).isBetween(Portion.MAX_BYTES, Portion.MAX_BYTES + 3_000);
        assertThat(part.next()).isEqualTo(part.words().getLast().offset() + 1);
        assertThat(offsets(little.get())).containsExactly(100L);
    }

    @Test
    void whoComesLaterIsServedBeforeTheFirstGetsASecondPart() throws Exception {
        log.bytesOfEach = (int) (Stretch.MAX_BYTES / 100);
        log.fill(1_000);
        log.say("first", "word", 0);
        log.say("second", "word", 0);
        Future<Part> first = ask("first", new From.Offset(0), log.size());
        threads.runOne();
        Future<Part> second = ask("second", new From.Offset(900), log.size());
        Future<Part> again = ask("first", new From.Offset(first.get().next()), log.size());

        threads.runAll();

        assertThat(first.get().words()).isEmpty();
        assertThat(first.get().bytes()).isGreaterThanOrEqualTo(Stretch.MAX_BYTES);
        assertThat(again.get().words()).isEmpty();
        assertThat(offsets(second.get())).containsExactly(1_001L);
    }

    @Test
    void timesAreLookedUpOnceForAllThatBeganTogether() throws Exception {
        for (int i = 0; i < READERS; i++) {
            log.say("task-" + i, "word", 0);
        }
        List<Future<Part>> parts = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            parts.add(ask("task-" + i, new From.Time(FakeLog.timeOf(i)), log.size()));
        }

        threads.runAll();

        for (int i = 0; i < READERS; i++) {
            assertThat(offsets(parts.get(i).get())).containsExactly((long) i);
        }
        assertThat(log.lookups).isLessThan(READERS / 2);
    }

    @Test
    void wordsThatTheLogHasDeletedAreMissed() throws Exception {
        log.say("a", "word", 0);
        log.say("a", "word", 1);
        log.say("a", "word", 2);
        log.oldest = 2;
        Future<Part> byOffset = ask("a", new From.Offset(0), 3);
        Future<Part> byTime = ask("a", new From.Time(0), 3);
        Future<Part> allDeleted = ask("a", new From.Offset(0), 1);

        threads.runAll();

        for (Future<Part> part : List.of(byOffset, byTime)) {
            assertThat(offsets(part.get())).containsExactly(2L);
            assertThat(part.get().isComplete()).isFalse();
        }
        assertThat(allDeleted.get().words()).isEmpty();
        assertThat(allDeleted.get().isComplete()).isFalse();
    }

    @Test
    void allAreToldWhenTheLogCannotBeReadAndTheNextAreServed() throws Exception {
        log.say("a", "word", 0);
        log.away = true;
        Future<Part> one = ask("a", new From.Offset(0), 1);
        Future<Part> other = ask("b", new From.Offset(0), 1);
        threads.runAll();
        log.away = false;

        Future<Part> next = ask("a", new From.Offset(0), 1);
        threads.runAll();

        for (Future<Part> failed : List.of(one, other)) {
            assertThatThrownBy(failed::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(StreamClosedException.class);
        }
        assertThat(offsets(next.get())).containsExactly(0L);
    }

    @Test
    void nobodyIsLeftWaitingWhenTheGatewayEnds() throws Exception {
        log.say("a", "word", 0);
        Future<Part> waiting = ask("a", new From.Offset(0), 1);

        scan.close();

        assertThatThrownBy(waiting::get).hasCauseInstanceOf(StreamClosedException.class);
        assertThatThrownBy(() -> scan.read("a", 0, new From.Offset(0), 1))
                .isInstanceOf(StreamClosedException.class);
        assertThatThrownBy(() -> scan.read("a", 0, new From.Offset(0), 1))
                .isInstanceOf(StreamClosedException.class);
    }

    @Test
    void whoeverReadsToTheEndInPartsMissesNothing() throws Exception {
        for (long seed = 0; seed < 200; seed++) {
            new RandomRun(seed).run();
        }
    }

    /** Readers that go on from part to part, on threads of their own. */
    private static final class RandomRun {

        private final long seed;
        private final Random random;
        private final FakeLog log = new FakeLog();

        private RandomRun(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        private void run() throws Exception {
            int tasks = 1 + random.nextInt(10);
            log.bytesOfEach = (int) (Stretch.MAX_BYTES / (1 + random.nextInt(200)));
            for (int i = 0; i < 400; i++) {
                String text = "x".repeat(random.nextInt(2_000));
                log.say("task-" + random.nextInt(tasks), text, i);
            }
            log.oldest = random.nextInt(20);
            try (SharedTokenScan scan =
                            new SharedTokenScan(1, log, Executors.newSingleThreadExecutor());
                    ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < 30; i++) {
                    String task = "task-" + random.nextInt(tasks);
                    long from = random.nextInt(log.size());
                    long end = from + random.nextInt(log.size() - (int) from + 1);
                    all.add(readers.submit(() -> readAll(scan, task, from, end)));
                }
                for (Future<?> one : all) {
                    one.get();
                }
            }
        }

        private Void readAll(SharedTokenScan scan, String task, long from, long end)
                throws InterruptedException {
            List<Long> got = new ArrayList<>();
            for (long at = from; at < end; ) {
                Part part = scan.read(task, 0, new From.Offset(at), end);
                got.addAll(offsets(part));
                assertThat(part.next()).as("seed %s", seed).isGreaterThan(at);
                at = part.next();
            }
            assertThat(got)
                    .as("seed %s: %s from %s to %s", seed, task, from, end)
                    .isEqualTo(
                            log.offsetsOf(task).stream()
                                    .filter(offset -> offset >= from && offset >= log.oldest)
                                    .filter(offset -> offset < end)
                                    .toList());
            return null;
        }
    }

    private Future<Part> ask(String task, From from, long end) {
        int before = scan.waiting(0);
        Future<Part> part = readers.submit(() -> scan.read(task, 0, from, end));
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .pollDelay(Duration.ZERO)
                .until(() -> scan.waiting(0) > before && threads.hasWork());
        return part;
    }

    private static List<Long> offsets(Part part) {
        return part.words().stream().map(Words::offset).toList();
    }

    /** One partition, of which a read gives some hundred records at once. */
    private static final class FakeLog implements PartitionedLog, LogPartition {

        private static final int CHUNK = 300;
        private static final long START = 1_800_000_000_000L;

        private final List<Entry> all = Collections.synchronizedList(new ArrayList<>());
        private int bytesOfEach = 100;
        private long oldest;
        private long read;
        private int lookups;
        private boolean away;

        private static long timeOf(long offset) {
            return START + offset;
        }

        private int size() {
            return all.size();
        }

        private void say(String task, String text, int index) {
            long offset = all.size();
            Words words = new Words(offset, timeOf(offset), 1, 1, "call", index, text, false);
            all.add(new Entry(task, offset, bytesOfEach, () -> words));
        }

        private void fill(int count) {
            for (int i = 0; i < count; i++) {
                say("other", "", i);
            }
        }

        private List<Long> offsetsOf(String task) {
            return all.stream()
                    .filter(entry -> entry.taskId().equals(task))
                    .map(Entry::offset)
                    .toList();
        }

        @Override
        public void read(int partition, Consumer<LogPartition> reading) {
            reading.accept(this);
        }

        @Override
        public long oldest() {
            if (away) {
                throw new IllegalStateException("away");
            }
            return oldest;
        }

        @Override
        public long firstSince(long timestamp) {
            lookups++;
            return all.stream()
                    .mapToLong(Entry::offset)
                    .filter(offset -> offset >= oldest && timeOf(offset) >= timestamp)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        }

        @Override
        public Chunk read(long from) {
            int next = (int) Math.min(all.size(), from + CHUNK);
            List<Entry> entries = List.copyOf(all.subList((int) from, next));
            read += entries.size();
            return new Chunk(entries, next);
        }
    }

    /** Does nothing until it is told to. */
    private static final class ByHand extends AbstractExecutorService {

        private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
        private volatile boolean over;

        private boolean hasWork() {
            return !queue.isEmpty();
        }

        private boolean runOne() {
            Runnable next = queue.poll();
            if (next != null) {
                next.run();
            }
            return next != null;
        }

        private void runAll() {
            while (runOne()) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void execute(Runnable command) {
            if (over) {
                throw new RejectedExecutionException("over");
            }
            queue.add(command);
        }

        @Override
        public void shutdown() {
            over = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            over = true;
            return List.copyOf(queue);
        }

        @Override
        public boolean isShutdown() {
            return over;
        }

        @Override
        public boolean isTerminated() {
            return over;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return over;
        }
    }
}
