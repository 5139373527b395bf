package dev.millrace.sink.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.schemas.TrustedAvroClasses;
import dev.millrace.sink.document.Fields;
import dev.millrace.sink.document.Fields.EventFields;
import dev.millrace.sink.document.Fields.KafkaFields;
import dev.millrace.sink.document.Fields.Payload;
import dev.millrace.sink.document.Fields.Source;
import dev.millrace.sink.document.TaskDocuments;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DocumentJsonTest {

    private final DocumentJson json = new DocumentJson();

    @BeforeAll
    static void trustOurClasses() {
        TrustedAvroClasses.install();
    }

    @Test
    void namesAreThoseOfTheTemplates() {
        JsonNode document =
                tree(
                        TaskDocuments.of(
                                        TaskResult.newBuilder()
                                                .setTaskId("t")
                                                .setState(TaskState.completed)
                                                .setText("answer")
                                                .setModel("m")
                                                .setSubmittedAt(Instant.ofEpochMilli(1_000))
                                                .setCompletedAt(Instant.ofEpochMilli(2_000))
                                                .setMetadata(Map.of("someKey", "v"))
                                                .build())
                                .inTrace("4bf92f3577b34da6a3ce929d0e0e4736")
                                .fields());

        assertThat(document.at("/trace/id").asString())
                .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(document.at("/@timestamp").asString()).isEqualTo("1970-01-01T00:00:02Z");
        assertThat(document.at("/task/submitted_at").asString()).isEqualTo("1970-01-01T00:00:01Z");
        assertThat(document.at("/gen_ai/request/model").asString()).isEqualTo("m");
        assertThat(document.at("/gen_ai/usage/input_tokens").isNumber()).isTrue();
        assertThat(document.at("/cost/usd").isNumber()).isTrue();
        assertThat(document.at("/metadata/someKey").asString()).isEqualTo("v");
    }

    @Test
    void emptyFieldsAreLeftOut() {
        JsonNode document =
                tree(
                        new Fields.OfDeadLetter(
                                Instant.EPOCH,
                                new EventFields("t.dlq-0-1", null, null),
                                null,
                                null,
                                new KafkaFields("t.dlq", 0, 1, ""),
                                new Source(null, null, null),
                                null,
                                new Payload(0, "", false)));

        assertThat(document.has("error")).isFalse();
        assertThat(document.at("/kafka").has("key")).isFalse();
        assertThat(document.at("/event").has("action")).isFalse();
        assertThat(document.at("/payload/truncated").asBoolean()).isFalse();
    }

    private JsonNode tree(Fields fields) {
        return JsonMapper.shared().readTree(new String(json.bytes(fields), StandardCharsets.UTF_8));
    }
}
