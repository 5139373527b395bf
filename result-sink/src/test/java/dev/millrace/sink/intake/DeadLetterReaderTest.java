package dev.millrace.sink.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.eventruntime.DeadLetters;
import dev.millrace.sink.document.Document;
import dev.millrace.sink.document.Fields;
import dev.millrace.sink.document.Fields.Payload;
import dev.millrace.sink.document.Fields.Source;
import dev.millrace.sink.document.Target;
import java.util.Base64;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class DeadLetterReaderTest {

    private final DeadLetterReader reader = new DeadLetterReader(8);

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
