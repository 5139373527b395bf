package dev.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReleasedSchemasTest {

    private final ReleasedSchemas released = ReleasedSchemas.ofThisModule();

    @ParameterizedTest
    @MethodSource("dev.millrace.schemas.Topics#all")
    void recordsWrittenWithTheReleasedSchemaStayReadable(Topic<?, ?> topic) {
        assertThat(ReleasedSchemas.whyUnreadable(Contract.of(topic), released.of(topic)))
                .as(
                        "%s no longer reads what was written with %s. Give new fields a default and"
                                + " take nothing away.",
                        topic.schema().getFullName(), released.file(topic))
                .isEmpty();
    }

    @Test
    void everyTopicHasAReleasedSchemaAndNoneIsLeftOver() {
        List<String> expected =
                Topics.all().stream().map(topic -> topic.subject() + ".avsc").sorted().toList();

        assertThat(released.fileNames())
                .as("write missing ones with -Dtest=ReleaseSchemas")
                .isEqualTo(expected);
    }

    @Test
    void aNewFieldWithoutADefaultIsFound() {
        Schema before = SchemaBuilder.record("R").fields().requiredString("a").endRecord();
        Schema after =
                SchemaBuilder.record("R")
                        .fields()
                        .requiredString("a")
                        .requiredString("b")
                        .endRecord();

        assertThat(ReleasedSchemas.whyUnreadable(after, before))
                .singleElement()
                .asString()
                .contains("READER_FIELD_MISSING_DEFAULT_VALUE")
                .contains("b");
    }
}
