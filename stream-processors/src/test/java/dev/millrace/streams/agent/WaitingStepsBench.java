package dev.millrace.streams.agent;

import static dev.millrace.streams.agent.TestRecords.retryable;
import static dev.millrace.streams.agent.TestRecords.step;
import static dev.millrace.streams.agent.TestRecords.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.streams.agent.AgentEvent.Admitted;
import dev.millrace.streams.agent.AgentEvent.StepEnded;
import dev.millrace.streams.runtime.BoundedRocksDb;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What 100,000 steps of one partition cost that wait for their next attempt, in the stores of the
 * service. By hand: {@code ./mvnw -f stream-processors/pom.xml test -Dtest=WaitingStepsBench}.
 */
class WaitingStepsBench {

    private static final int STEPS = Integer.getInteger("steps", 100_000);
    private static final Duration TICK = Duration.ofMillis(500);

    private final TestClock clock = new TestClock(TestRecords.START);
    private final EventSerdes serdes = EventSerdes.inMemory();
    @TempDir private Path folder;
    private MockProcessorContext<String, byte[]> context;
    private PartitionAgent agent;

    @Test
    void waitingSteps() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        properties.put(
                StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class.getName());
        context = new MockProcessorContext<>(properties, new TaskId(0, 0), folder.toFile());
        AgentWorld.STORES.forEach(this::open);
        long heap = heap();
        AgentSettings settings = AgentSettings.defaults();
        agent =
                new PartitionAgent(
                        context,
                        settings,
                        new AgentOutputs(serdes::serializer),
                        new WallClock(clock, clock::nanoTime, settings),
                        new CountingMetrics(),
                        Spans.OFF);
        long start = System.nanoTime();
        for (int n = 0; n < STEPS; n++) {
            beginAndFail("3f2504e0-4f89-11d3-9a0c-" + (100_000_000_000L + n));
        }
        say(
                "admitted and failed, per second",
                STEPS * 1_000_000_000L / (System.nanoTime() - start));
        say("live state, bytes for each step", live() / STEPS);
        say("heap that they hold, bytes", Math.max(0, heap() - heap));
        say("tick with none due, µs", median(20, TICK.dividedBy(500)));
        clock.pass(Duration.ofMinutes(3));
        agent.takeDueTimers();
        say("timeouts of a tick", context.forwarded().size());
        context.resetForwards();
        say("tick with 500 due, µs", median(100, TICK));
        AgentWorld.STORES.forEach(name -> store(name).close());
        say("files, bytes", files());
    }

    private void open(String name) {
        KeyValueStore<Bytes, byte[]> store =
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(name),
                                Serdes.Bytes(),
                                Serdes.ByteArray())
                        .withLoggingDisabled()
                        .build();
        store.init(context.getStateStoreContext(), store);
        context.addStateStore(store);
    }

    private void beginAndFail(String id) {
        Instant deadline = clock.instant().plus(Duration.ofMinutes(10));
        receive(new Admitted(task(id).setDeadline(deadline).build(), new Place(0, 0)));
        receive(new StepEnded(step(id, 1, 1, retryable("rate-limited", Duration.ofMinutes(2)))));
        context.resetForwards();
    }

    private void receive(AgentEvent event) {
        agent.receive(new Record<>(event.taskId(), event, clock.millis()));
    }

    private long median(int ticks, Duration step) {
        long[] times = new long[ticks];
        for (int tick = 0; tick < ticks; tick++) {
            clock.pass(step);
            long start = System.nanoTime();
            agent.takeDueTimers();
            times[tick] = (System.nanoTime() - start) / 1_000;
            context.resetForwards();
        }
        Arrays.sort(times);
        return times[ticks / 2];
    }

    private KeyValueStore<Bytes, byte[]> store(String name) {
        return context.getStateStore(name);
    }

    private long live() {
        long size = 0;
        for (String name : AgentWorld.STORES) {
            long before = size;
            try (KeyValueIterator<Bytes, byte[]> entries = store(name).all()) {
                while (entries.hasNext()) {
                    KeyValue<Bytes, byte[]> entry = entries.next();
                    size += entry.key.get().length + entry.value.length;
                }
            }
            say("  " + name + ", bytes", size - before);
        }
        assertThat(size).isPositive();
        return size;
    }

    private long files() {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void say(String what, long value) {
        System.out.printf("%-45s %,15d%n", what, value);
    }
}
