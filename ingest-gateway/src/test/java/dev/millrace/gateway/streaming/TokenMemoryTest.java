package dev.millrace.gateway.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.kafka.SharedQuestion;
import dev.millrace.gateway.streaming.PartitionTokens.Added;
import dev.millrace.gateway.streaming.TokenLog.Horizon;
import dev.millrace.gateway.streaming.TokenLog.TaskTokens;
import dev.millrace.gateway.view.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Words from memory and from the log behind it, joined by their offsets. */
@Timeout(60)
class TokenMemoryTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long RECORD_BYTES = 220;

    private final FakeLog log = new FakeLog();

    @Test
    void whoComesLateGetsTheWordsFromMemory() throws Exception {
        Memory memory = new Memory(log, 100 * RECORD_BYTES);
        log.say("a", "b", "a");
        memory.readAll();

        TaskTokens tokens = memory.open("a");

        assertThat(offsets(tokens)).containsExactly(0L, 2L);
        assertThat(tokens.areComplete()).isTrue();
        assertThat(log.scans).isZero();
    }

    @Test
    void whatIsNotInMemoryAnyMoreIsReadFromTheLogAndNothingElse() throws Exception {
        Memory memory = new Memory(log, 3 * RECORD_BYTES);
        log.say("b", "a", "b", "a", "b", "a");
        memory.readAll();

        TaskTokens tokens = memory.open("a");

        assertThat(offsets(tokens)).containsExactly(1L, 3L, 5L);
        assertThat(log.scannedFrom).isEqualTo(1);
    }

    @Test
    void aTaskWithoutWordsIsNotLookedForInTheLog() throws Exception {
        Memory memory = new Memory(log, 3 * RECORD_BYTES);
        log.say("b", "b", "b", "b", "b", "b");
        memory.readAll();

        assertThat(offsets(memory.open("a"))).isEmpty();
        assertThat(log.scans).isZero();
    }

    @Test
    void aGatewayThatStartedLaterReadsTheLogFromTheTasksTimeOn() throws Exception {
        log.say("a", "b", "a");
        Memory memory = new Memory(log, 100 * RECORD_BYTES, 3, START.plusSeconds(1).toEpochMilli());
        log.say("a");
        memory.readAll();

        assertThat(offsets(memory.open("a"))).containsExactly(0L, 2L, 3L);
        assertThat(log.scans).isPositive();
    }

    @Test
    void wordsThatTheLogHasDeletedAreMissed() throws Exception {
        log.say("a", "b", "a");
        log.first = 2;
        Memory memory = new Memory(log, 100 * RECORD_BYTES, 3, START.plusSeconds(1).toEpochMilli());

        TaskTokens tokens = memory.open("a");

        assertThat(offsets(tokens)).containsExactly(2L);
        assertThat(tokens.areComplete()).isFalse();
    }

    @Test
    void whoMustComeAgainIsToldWhenItOpens() throws Exception {
        log.say("a");
        Memory memory = new Memory(log, 100 * RECORD_BYTES, 1, START.plusSeconds(1).toEpochMilli());
        log.away = true;

        assertThat(memory.log.open("a", START, new Signal()))
                .isEqualTo(new TokenLog.Opened.Unavailable("away"));
    }

    @Test
    void nothingIsToldBeforeTheLogWasRead() throws Exception {
        KafkaTokenLog unread =
                new KafkaTokenLog(
                        List.of(new PartitionTokens(1)), log, new SharedQuestion<>(log::ends));

        assertThat(unread.open("a", START, new Signal()))
                .isInstanceOf(TokenLog.Opened.Unavailable.class);
    }

    @Test
    void theHorizonIsReachedOnceTheTailHasReadUpToIt() throws Exception {
        Memory memory = new Memory(log, 100 * RECORD_BYTES);
        Signal signal = new Signal();
        TaskTokens tokens =
                ((TokenLog.Opened.Reading) memory.log.open("a", START, signal)).tokens();
        log.say("b", "b");
        Horizon horizon = tokens.askHorizon();
        assertThat(horizon.isReached()).isFalse();
        signal.await(Duration.ofSeconds(10));

        memory.readAll();

        signal.await(Duration.ofSeconds(10));
        assertThat(horizon.isReached()).isTrue();
    }

    @Test
    void aHorizonThatTheBrokerDoesNotTellIsUnknown() throws Exception {
        Memory memory = new Memory(log, 100 * RECORD_BYTES);
        TaskTokens tokens = memory.open("a");
        log.away = true;

        Horizon horizon = tokens.askHorizon();

        assertThat(horizon.isUnknown()).isTrue();
        assertThat(horizon.isReached()).isFalse();
    }

    @Test
    void memoryIsBoundedAndEmptiedByWhatFollows() {
        Memory memory = new Memory(log, 10 * RECORD_BYTES);
        for (int i = 0; i < 100; i++) {
            log.say("task-" + i);
        }
        memory.readAll();

        assertThat(memory.tokens.bytes()).isBetween(1L, 10L * RECORD_BYTES);
    }

    @Test
    void whateverIsReadWhenAReaderGetsAllWordsOfItsTaskInOrder() throws Exception {
        for (long seed = 0; seed < 2_000; seed++) {
            new RandomRun(seed).run();
        }
    }

    /** Readers come and go, are fast and slow, while the log grows and memory forgets. */
    private static final class RandomRun {

        private final long seed;
        private final Random random;
        private final FakeLog log = new FakeLog();
        private final Memory memory;
        private final List<RandomReader> readers = new ArrayList<>();

        private record RandomReader(String task, TaskTokens tokens, List<Long> got) {}

        private RandomRun(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.memory = new Memory(log, (1 + random.nextInt(20)) * RECORD_BYTES);
        }

        private void run() throws Exception {
            for (int i = 0; i < 300; i++) {
                int what = random.nextInt(100);
                if (what < 50) {
                    log.say("task-" + random.nextInt(4));
                } else if (what < 65) {
                    memory.read(1 + random.nextInt(4));
                } else if (what < 68) {
                    String task = "task-" + random.nextInt(4);
                    readers.add(new RandomReader(task, memory.open(task), new ArrayList<>()));
                } else if (what < 70 && !readers.isEmpty()) {
                    readers.remove(random.nextInt(readers.size())).tokens().close();
                } else if (!readers.isEmpty()) {
                    read(readers.get(random.nextInt(readers.size())), random.nextInt(5));
                }
            }
            memory.readAll();
            for (RandomReader reader : readers) {
                read(reader, Integer.MAX_VALUE);
                assertThat(reader.got())
                        .as("seed %s", seed)
                        .isEqualTo(log.offsetsOf(reader.task()));
            }
        }

        private static void read(RandomReader reader, int most) throws Exception {
            for (int i = 0; i < most && reader.tokens().peek() != null; i++) {
                reader.got().add(reader.tokens().peek().offset());
                reader.tokens().pop();
            }
        }
    }

    private static List<Long> offsets(TaskTokens tokens) throws InterruptedException {
        List<Long> offsets = new ArrayList<>();
        for (Words words = tokens.peek(); words != null; words = tokens.peek()) {
            offsets.add(words.offset());
            tokens.pop();
        }
        return offsets;
    }

    /** A gateway's memory of the log. */
    private static final class Memory {

        private final FakeLog source;
        private final PartitionTokens tokens;
        private final KafkaTokenLog log;

        private Memory(FakeLog source, long bytes) {
            this(source, bytes, 0, Long.MIN_VALUE);
        }

        private Memory(FakeLog source, long bytes, long position, long unknownUntil) {
            this.source = source;
            this.tokens = new PartitionTokens(bytes);
            this.tokens.begin(position, unknownUntil);
            this.log =
                    new KafkaTokenLog(List.of(tokens), source, new SharedQuestion<>(source::ends));
        }

        private void readAll() {
            read(Integer.MAX_VALUE);
        }

        private void read(int most) {
            long from = tokens.next();
            long to = Math.min(source.all.size(), from + most);
            tokens.add(List.copyOf(source.all.subList((int) from, (int) to)), to);
        }

        private TaskTokens open(String task) throws InterruptedException {
            return ((TokenLog.Opened.Reading) log.open(task, START, new Signal())).tokens();
        }
    }

    /** A partition of the log; a scan gives at most two records. */
    private static final class FakeLog implements TokenScan {

        private final List<Added> all = new ArrayList<>();
        private long first;
        private int scans;
        private long scannedFrom = -1;
        private boolean away;

        private void say(String... tasks) {
            for (String task : tasks) {
                long offset = all.size();
                // Some seconds after the tasks began, so that clocks do not matter.
                long at = START.plus(Duration.ofMinutes(5)).toEpochMilli() + offset;
                all.add(new Added(task, new Words(offset, at, 1, 1, "call", 0, "words", false)));
            }
        }

        private List<Long> offsetsOf(String task) {
            return all.stream()
                    .filter(added -> added.taskId().equals(task))
                    .map(added -> added.words().offset())
                    .toList();
        }

        private CompletableFuture<Map<Integer, Long>> ends() {
            return away
                    ? CompletableFuture.failedFuture(new IllegalStateException("away"))
                    : CompletableFuture.completedFuture(Map.of(0, (long) all.size()));
        }

        @Override
        public Part read(String taskId, int partition, From from, long end) {
            if (away) {
                throw new StreamClosedException("away");
            }
            scans++;
            long asked =
                    switch (from) {
                        case From.Offset(long offset) -> offset;
                        case From.Time _ -> 0;
                    };
            if (scannedFrom < 0) {
                scannedFrom = asked;
            }
            List<Words> found = new ArrayList<>();
            long at = Math.max(first, asked);
            for (; at < end && found.size() < 2; at++) {
                if (all.get((int) at).taskId().equals(taskId)) {
                    found.add(all.get((int) at).words());
                }
            }
            return new Part(found, at, asked >= first, (at - asked) * RECORD_BYTES);
        }
    }
}
