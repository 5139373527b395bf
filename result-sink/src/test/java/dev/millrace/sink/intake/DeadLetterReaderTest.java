package dev.millrace.sink.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TaskCommand;
import dev.millrace.eventruntime.DeadLetters;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.schemas.Topics;
import dev.millrace.sink.document.Document;
import dev.millrace.sink.document.Fields;
import dev.millrace.sink.document.Fields.Identified;
import dev.millrace.sink.document.Fields.Payload;
import dev.millrace.sink.document.Fields.Source;
import dev.millrace.sink.document.Target;
import java.util.Base64;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class DeadLetterReaderTest {

    private final EventSerdes serdes = EventSerdes.inMemory();
    private final DeadLetterReader reader = new DeadLetterReader(8, new DeadLetterSubjects(serdes));

    @Test
    void theReasonAndTheOriginComeFromTheHeaders() {
        ConsumerRecord<byte[], byte[]> poison =
                new ConsumerRecord<>("agents.tasks.requested", 3, 17, bytes("acme"), bytes("junk"));
        ConsumerRecord<byte[], byte[]> letter =
                written(DeadLetters.of(poison, new IllegalStateException("no such schema")), 1, 5);

        Document document = reader.read(letter);

        assertThat(document.target()).isEqualTo(Target.DEAD_LETTERS);
        assertThat(document.id()).isEqualTo("agents.tasks.requested.dlq-1-5");
        Fields.OfDeadLetter fields = (Fields.OfDeadLetter) document.fields();
        assertThat(fields.source()).isEqualTo(new Source("agents.tasks.requested", 3, 17L));
        assertThat(fields.kafka().key()).isEqualTo("acme");
        assertThat(fields.error()).isNotNull();
        assertThat(fields.error().type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(fields.error().message()).isEqualTo("no such schema");
        assertThat(fields.payload()).isEqualTo(new Payload(4, "anVuaw==", false));
    }

    @Test
    void aLongPayloadIsCut() {
        Fields.OfDeadLetter fields =
                (Fields.OfDeadLetter)
                        reader.read(new ConsumerRecord<>("t.dlq", 0, 0, null, bytes("0123456789")))
                                .fields();

        assertThat(fields.payload().bytes()).isEqualTo(10);
        assertThat(fields.payload().truncated()).isTrue();
        assertThat(Base64.getDecoder().decode(fields.payload().base64()))
                .isEqualTo(bytes("01234567"));
    }

    @Test
    void taskAndTenantComeFromTheHeaders() {
        ConsumerRecord<byte[], byte[]> letter =
                new ConsumerRecord<>("agents.tasks.admitted.dlq", 0, 0, null, bytes("junk"));
        letter.headers().add("millrace.task", bytes("t-1")).add("millrace.tenant", bytes("acme"));

        Fields.OfDeadLetter fields = (Fields.OfDeadLetter) reader.read(letter).fields();

        assertThat(fields.task()).isEqualTo(new Identified("t-1"));
        assertThat(fields.tenant()).isEqualTo(new Identified("acme"));
    }

    @Test
    void withoutThemTheyComeFromTheRecordIfItCanBeRead() {
        TaskCommand command =
                TaskCommand.newBuilder().setTaskId("t-2").setTenantId("other").build();
        byte[] value =
                serdes.serializer(Topics.TASKS_COMMANDS)
                        .serialize(Topics.TASKS_COMMANDS.name(), command);

        Fields.OfDeadLetter fields =
                (Fields.OfDeadLetter)
                        reader.read(
                                        new ConsumerRecord<>(
                                                "agents.tasks.commands.dlq", 0, 0, null, value))
                                .fields();

        assertThat(fields.task()).isEqualTo(new Identified("t-2"));
        assertThat(fields.tenant()).isEqualTo(new Identified("other"));
    }

    @Test
    void whatCannotBeReadHasNeither() {
        Fields.OfDeadLetter fields =
                (Fields.OfDeadLetter)
                        reader.read(
                                        new ConsumerRecord<>(
                                                "agents.tasks.commands.dlq",
                                                0,
                                                0,
                                                bytes("key"),
                                                bytes("junk")))
                                .fields();

        assertThat(fields.task()).isNull();
        assertThat(fields.tenant()).isNull();
    }

    @Test
    void aLetterWithoutHeadersKeyOrValueIsStoredAllTheSame() {
        ConsumerRecord<byte[], byte[]> letter = new ConsumerRecord<>("t.dlq", 0, 0, null, null);
        letter.headers().add(DeadLetters.OFFSET_HEADER, bytes("not a number"));

        Fields.OfDeadLetter fields = (Fields.OfDeadLetter) reader.read(letter).fields();

        assertThat(fields.source()).isEqualTo(new Source(null, null, null));
        assertThat(fields.error()).isNull();
        assertThat(fields.payload().bytes()).isZero();
    }

    private static ConsumerRecord<byte[], byte[]> written(
            ProducerRecord<byte[], byte[]> sent, int partition, long offset) {
        ConsumerRecord<byte[], byte[]> letter =
                new ConsumerRecord<>(sent.topic(), partition, offset, sent.key(), sent.value());
        sent.headers().forEach(letter.headers()::add);
        return letter;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
