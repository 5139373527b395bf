package dev.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.state.SeenTask;
import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

class StateSerdesTest {

    private static final Schema EARLIER =
            SchemaBuilder.record("SeenTask")
                    .namespace("dev.millrace.streams.state")
                    .fields()
                    .requiredString("tenantId")
                    .requiredLong("forgetAt")
                    .requiredString("goneSince")
                    .endRecord();

    @Test
    void aValueComesBackAsItWasStored() {
        Serde<SeenTask> serde = StateSerdes.of(SeenTask.class);
        SeenTask value = new SeenTask("acme", Instant.ofEpochMilli(1_700_000_000_123L));

        byte[] bytes = serde.serializer().serialize("store", value);

        assertThat(serde.deserializer().deserialize("store", bytes)).isEqualTo(value);
    }

    @Test
    void nullStaysNull() {
        Serde<SeenTask> serde = StateSerdes.of(SeenTask.class);

        assertThat(serde.serializer().serialize("store", null)).isNull();
        assertThat(serde.deserializer().deserialize("store", null)).isNull();
    }

    @Test
    void aValueOfAnEarlierVersionIsReadWithItsSchema() throws Exception {
        byte[] old = earlierValue();

        SeenTask value =
                StateSerdes.of(SeenTask.class, EARLIER).deserializer().deserialize("store", old);

        assertThat(value.getTenantId()).isEqualTo("acme");
        assertThat(value.getForgetAt()).isEqualTo(Instant.ofEpochMilli(7));
    }

    @Test
    void aValueOfAnUnknownVersionIsRefused() throws Exception {
        byte[] unknown = earlierValue();

        assertThatThrownBy(
                        () ->
                                StateSerdes.of(SeenTask.class)
                                        .deserializer()
                                        .deserialize("store", unknown))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining("fingerprint");
    }

    private static byte[] earlierValue() throws Exception {
        var record =
                new GenericRecordBuilder(EARLIER)
                        .set("tenantId", "acme")
                        .set("forgetAt", 7L)
                        .set("goneSince", "v0")
                        .build();
        return new BinaryMessageEncoder<GenericData.Record>(GenericData.get(), EARLIER)
                .encode(record)
                .array();
    }
}
