package dev.millrace.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TaskState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskStatusSerdeTest {

    private static final Instant AT = Instant.parse("2026-11-21T08:00:00.120Z");

    @Test
    void whatIsWrittenIsRead() {
        TaskStatus task =
                new TaskStatus(
                        "id",
                        "tenant",
                        "agent",
                        TaskState.completed,
                        2,
                        3,
                        AT,
                        AT,
                        7,
                        new TaskStatus.Result(
                                "text",
                                List.of(new TaskStatus.Citation("a", "quote", 0.5)),
                                "model",
                                true,
                                List.of(new TaskStatus.ToolCall("call", "tool", "{}")),
                                "tool_calls"),
                        new TaskStatus.Usage(1, 2, 3, 4),
                        new TaskStatus.Problem("type", "title", "detail"),
                        "older",
                        "newer",
                        "{\"api\":\"responses\"}");

        assertThat(TaskStatusSerde.fromBytes("id", TaskStatusSerde.toBytes(task))).isEqualTo(task);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/view/task-entry-1.avsc", "/view/task-entry-2.avsc"})
    void entriesOfEarlierVersionsAreRead(String schema) throws IOException {
        assertThat(TaskStatusSerde.fromBytes("id", written(schema)))
                .isEqualTo(
                        new TaskStatus(
                                "id",
                                "tenant",
                                "default",
                                TaskState.working,
                                1,
                                3,
                                AT,
                                AT,
                                2,
                                null,
                                new TaskStatus.Usage(10, 5, 1_500, 0),
                                null,
                                null,
                                null));
    }

    private static byte[] written(String name) throws IOException {
        Schema schema;
        try (var text = TaskStatusSerdeTest.class.getResourceAsStream(name)) {
            schema = new Schema.Parser().parse(text);
        }
        Schema usage = schema.getField("usage").schema().getTypes().getLast();
        GenericRecord entry =
                new GenericRecordBuilder(schema)
                        .set("tenantId", "tenant")
                        .set("agent", "default")
                        .set("state", "working")
                        .set("step", 1)
                        .set("maxSteps", 3)
                        .set("createdAt", AT.toEpochMilli())
                        .set("updatedAt", AT.toEpochMilli())
                        .set("sequence", 2L)
                        .set(
                                "usage",
                                new GenericRecordBuilder(usage)
                                        .set("inputTokens", 10L)
                                        .set("outputTokens", 5L)
                                        .set("costMicroUsd", 1_500L)
                                        .build())
                        .build();
        ByteBuffer bytes =
                new BinaryMessageEncoder<GenericRecord>(GenericData.get(), schema).encode(entry);
        byte[] result = new byte[bytes.remaining()];
        bytes.get(result);
        return result;
    }
}
