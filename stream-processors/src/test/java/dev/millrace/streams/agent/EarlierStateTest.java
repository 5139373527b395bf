package dev.millrace.streams.agent;

import static dev.millrace.streams.agent.TestRecords.DEADLINE;
import static dev.millrace.streams.agent.TestRecords.PROMPT;
import static dev.millrace.streams.agent.TestRecords.START;
import static dev.millrace.streams.agent.TestRecords.answer;
import static dev.millrace.streams.agent.TestRecords.batch;
import static dev.millrace.streams.agent.TestRecords.retryable;
import static dev.millrace.streams.agent.TestRecords.step;
import static dev.millrace.streams.agent.TestRecords.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.Usage;
import dev.millrace.streams.agent.AgentEvent.Admitted;
import dev.millrace.streams.agent.AgentEvent.BatchScored;
import dev.millrace.streams.agent.AgentEvent.StepEnded;
import dev.millrace.streams.state.EarlyCount;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/** Tasks that earlier versions left in the stores, in their own encoding, go on. */
class EarlierStateTest {

    private static final Instant DUE = START.plus(DEADLINE);

    private final AgentWorld world = new AgentWorld();

    @Test
    void aTaskThatWaitedForItsTurnIsCompleted() {
        storeTurn();
        world.happens(new StepEnded(answer("t")));

        TaskResult result = world.results.get("t");
        assertThat(result.getState()).isEqualTo(TaskState.completed);
        assertThat(result.getPrompt()).isEqualTo(PROMPT);
        assertThat(result.getUsage()).isEqualTo(new Usage(12L, 9L, 6L, 0L));
        assertLeavesNothing();
    }

    @Test
    void aTaskOfVersion2ThatWaitedForItsTurnGoesOnWithItsPassages() {
        storeTurn(2);
        world.happens(new StepEnded(step("t", 1, 1, retryable("http-503"))));
        world.passInSteps(Duration.ofSeconds(2), Duration.ofMillis(500));

        assertThat(world.turns)
                .singleElement()
                .satisfies(
                        turn -> {
                            assertThat(turn.getPassages()).hasSize(1);
                            assertThat(turn.getConversation()).isNull();
                            assertThat(turn.getStream()).isFalse();
                        });
        world.happens(new StepEnded(step("t", 1, 2, TestRecords.anAnswer())));
        assertThat(world.results.get("t").getState()).isEqualTo(TaskState.completed);
        assertLeavesNothing();
    }

    @Test
    void aTaskIsUnfinishedSinceItWasAskedFor() {
        storeTurn();
        assertThat(world.startedAnew().count()).isOne();
        assertThat(world.active().oldest()).isEqualTo(START);

        world.happens(new StepEnded(answer("t")));
        assertThat(world.active().count()).isZero();
        assertThat(world.active().oldest()).isNull();
    }

    @Test
    void aTurnIsTriedAgainWithItsPassages() {
        storeTurn();
        world.happens(new StepEnded(step("t", 1, 1, retryable("http-503"))));
        world.passInSteps(Duration.ofSeconds(2), Duration.ofMillis(500));

        assertThat(world.turns)
                .singleElement()
                .satisfies(
                        turn -> {
                            assertThat(turn.getAttempt()).isEqualTo(2);
                            assertThat(turn.getModel()).isEqualTo("extractive");
                            assertThat(turn.getPassages().getFirst().getText())
                                    .isEqualTo("Water turns it.");
                        });
        world.passInSteps(DEADLINE, Duration.ofSeconds(10));
        assertThat(world.results.get("t").getError().getType()).isEqualTo("step-timeout");
        assertLeavesNothing();
    }

    @Test
    void theDeadlineOfATaskIsKept() {
        storeTurn();
        world.passInSteps(DEADLINE.plusSeconds(1), Duration.ofSeconds(10));

        assertThat(world.results.get("t").getError().getType()).isEqualTo("deadline");
        assertLeavesNothing();
    }

    @Test
    void aTaskThatGatheredItsContextGoesOn() {
        store(AgentStores.TRANSCRIPTS, "t|0", admitted(1));
        store(
                AgentStores.CONTEXTS,
                "t",
                record(
                        "GatheredContext",
                        r -> r.set("received", ByteBuffer.wrap(new byte[] {1})).set("batches", 2)));
        storeHeader("gathering_context", 0, 0, 1);
        world.happens(new BatchScored(batch("t", 1, true, List.of(TestRecords.chunk(5, 0.5)))));

        assertThat(world.turns)
                .singleElement()
                .satisfies(turn -> assertThat(turn.getPassages()).hasSize(1));
        world.happens(new StepEnded(answer("t")));
        assertThat(world.results).containsKey("t");
        assertLeavesNothing();
    }

    @Test
    void anEndedTaskIsStillRemembered() {
        store(
                AgentStores.TASKS,
                "t",
                record("TaskHeader", r -> r.set("phase", r.symbol("phase", "ended"))));
        world.happens(new Admitted(task("t").build(), Place.UNKNOWN));

        assertThat(world.metrics.dropped()).containsEntry(DropReason.DUPLICATE_TASK, 1);
    }

    @Test
    void anOutcomeThatCameBeforeItsTaskStillWaits() {
        GenericRecord answer =
                record(
                        "StepCompleted",
                        r ->
                                r.set("taskId", "t")
                                        .set("tenantId", "dev")
                                        .set("step", 1)
                                        .set("startedAt", START.toEpochMilli())
                                        .set("completedAt", START.toEpochMilli())
                                        .set("result", anAnswer(r)));
        GenericRecord early =
                record(
                        "EarlyOutcome",
                        r ->
                                r.set("kind", r.symbol("kind", "step"))
                                        .set("event", ByteBuffer.wrap(encode(answer))));
        EarlyCount count = new EarlyCount(1, (long) encode(early).length, START.plusSeconds(600));
        world.store(AgentStores.EARLY)
                .put(StateFormat.key("t|"), new StateFormat<>(EarlyCount.class).encode(count));
        store(AgentStores.EARLY, "t|0", early);
        world.startedAnew();
        world.happens(new Admitted(task("t").build(), Place.UNKNOWN));

        assertThat(world.results.get("t").getText()).isEqualTo("early");
    }

    private void storeTurn() {
        storeTurn(1);
    }

    private void storeTurn(int version) {
        store(AgentStores.TRANSCRIPTS, "t|0", admitted(version));
        store(
                AgentStores.TRANSCRIPTS,
                "t|1",
                record(
                        "TurnRequested",
                        version,
                        r ->
                                r.set("taskId", "t")
                                        .set("tenantId", "dev")
                                        .set("agent", "default")
                                        .set("step", 1)
                                        .set("prompt", PROMPT)
                                        .set("deadline", DUE.toEpochMilli())
                                        .set("requestedAt", START.toEpochMilli())
                                        .set("passages", List.of(passage(r)))));
        storeHeader("turn", 1, 1, 2);
    }

    private static GenericRecord passage(Old turn) {
        return new GenericRecordBuilder(turn.of("passages").getElementType())
                .set("number", 1)
                .set("documentId", "mill")
                .set("text", "Water turns it.")
                .build();
    }

    private static GenericRecord anAnswer(Old outcome) {
        Schema answer = outcome.of("result").getTypes().getFirst();
        return new GenericRecordBuilder(answer)
                .set("text", "early")
                .set("citations", List.of())
                .set("model", "extractive")
                .set("usage", new GenericRecordBuilder(answer.getField("usage").schema()).build())
                .build();
    }

    private static GenericRecord admitted(int version) {
        return record(
                "TaskAdmitted",
                version,
                r ->
                        r.set("taskId", "t")
                                .set("tenantId", "dev")
                                .set(
                                        "agent",
                                        new GenericRecordBuilder(r.of("agent"))
                                                .set("name", "default")
                                                .set("model", "extractive")
                                                .build())
                                .set("prompt", PROMPT)
                                .set("deadline", DUE.toEpochMilli())
                                .set("submittedAt", START.toEpochMilli())
                                .set("admittedAt", START.toEpochMilli()));
    }

    private void storeHeader(String phase, int step, int attempt, int entries) {
        store(
                AgentStores.TASKS,
                "t",
                record(
                        "TaskHeader",
                        r ->
                                r.set("phase", r.symbol("phase", phase))
                                        .set("tenantId", "dev")
                                        .set("step", step)
                                        .set("attempt", attempt)
                                        .set("sequence", 2L)
                                        .set("inputTokens", 1L)
                                        .set("outputTokens", 2L)
                                        .set("costMicroUsd", 3L)
                                        .set("entries", entries)
                                        .set("timerDue", DUE.toEpochMilli())));
        Bytes key =
                Bytes.wrap(
                        ByteBuffer.allocate(9).putLong(DUE.toEpochMilli()).put((byte) 't').array());
        world.store(AgentStores.TIMERS).put(key, new byte[] {1});
        world.knows(task("t").build(), 2);
    }

    private void store(String store, String key, GenericRecord record) {
        world.store(store).put(StateFormat.key(key), encode(record));
    }

    private void assertLeavesNothing() {
        world.passInSteps(Duration.ofMinutes(12), Duration.ofSeconds(30));
        assertThat(world.stored()).isZero();
    }

    private static byte[] encode(GenericRecord record) {
        try {
            ByteBuffer buffer =
                    new BinaryMessageEncoder<GenericRecord>(GenericData.get(), record.getSchema())
                            .encode(record);
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GenericRecord record(String name, Consumer<Old> fields) {
        return record(name, 1, fields);
    }

    private static GenericRecord record(String name, int version, Consumer<Old> fields) {
        Old record = new Old(schema(name, version));
        fields.accept(record);
        return record.builder.build();
    }

    /** A record of an earlier version in the making. */
    private static final class Old {

        private final Schema schema;
        private final GenericRecordBuilder builder;

        Old(Schema schema) {
            this.schema = schema;
            this.builder = new GenericRecordBuilder(schema);
        }

        Old set(String field, Object value) {
            builder.set(field, value);
            return this;
        }

        Schema of(String field) {
            return schema.getField(field).schema();
        }

        Object symbol(String field, String name) {
            return new GenericData.EnumSymbol(of(field), name);
        }
    }

    private static Schema schema(String name, int version) {
        try (InputStream file =
                StateFormat.class.getResourceAsStream(name + "-" + version + ".avsc")) {
            return new Schema.Parser().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
