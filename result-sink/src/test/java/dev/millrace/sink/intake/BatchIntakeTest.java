package dev.millrace.sink.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.eventruntime.RegistryUnavailableException;
import dev.millrace.eventruntime.tracing.RecordedSpans;
import dev.millrace.eventruntime.tracing.WorkSpan;
import dev.millrace.sink.document.Document;
import dev.millrace.sink.document.DocumentStore;
import dev.millrace.sink.document.Fields;
import dev.millrace.sink.document.Fields.EventFields;
import dev.millrace.sink.document.Fields.KafkaFields;
import dev.millrace.sink.document.Fields.Payload;
import dev.millrace.sink.document.Fields.Source;
import dev.millrace.sink.document.Outcome;
import dev.millrace.sink.document.StoreUnavailableException;
import dev.millrace.sink.document.Target;
import dev.millrace.sink.metrics.SinkMetric;
import dev.millrace.sink.metrics.SinkMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class BatchIntakeTest {

    private static final Instant NOW = Instant.ofEpochSecond(100);

    private final ScriptedStore store = new ScriptedStore();
    private final Rejections rejections = new Rejections();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SinkMetrics metrics = new SinkMetrics(meters, Clock.fixed(NOW, ZoneOffset.UTC));
    private final RecordedSpans spans = new RecordedSpans();
    private boolean registryIsAway = true;
    private final BatchIntake intake =
            new BatchIntake(
                    Target.RESULTS,
                    this::read,
                    store,
                    rejections,
                    metrics,
                    Clock.systemUTC(),
                    spans);

    @Test
    void aBatchIsDoneWhenEveryDocumentIsStoredOrThere() {
        store.answer("b", new Outcome.AlreadyThere());

        intake.onMessage(records("a", "b", "c"));

        assertThat(store.calls).containsExactly(List.of("a", "b", "c"));
        assertThat(documents("stored")).isEqualTo(2);
        assertThat(documents("already-there")).isEqualTo(1);
    }

    @Test
    void theSpanOfAResultBelongsToItsTaskAndIsTheSameWhenTheResultComesAgain() {
        List<ConsumerRecord<byte[], byte[]>> batch = records("a", "b");
        batch.getFirst()
                .headers()
                .add(
                        "traceparent",
                        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".getBytes(UTF_8));
        intake.onMessage(batch);
        store.answer("a", new Outcome.AlreadyThere());
        intake.onMessage(batch);

        assertThat(spans.told()).hasSize(2);
        WorkSpan span = spans.told().getFirst();
        assertThat(span.name()).endsWith(" process");
        assertThat(span.kind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(span.parentId()).isEqualTo("00f067aa0ba902b7");
        assertThat(span.error()).isEmpty();
        assertThat(spans.told().getLast().context()).isEqualTo(span.context());
    }

    @Test
    void onlyWhatHasToWaitIsTriedAgain() {
        List<ConsumerRecord<byte[], byte[]>> batch = records("a", "b", "c");
        store.answer("b", new Outcome.Busy("429"));

        assertThatThrownBy(() -> intake.onMessage(batch))
                .isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> intake.onMessage(batch))
                .isInstanceOf(StoreUnavailableException.class);
        store.answer("b", new Outcome.Stored());
        intake.onMessage(batch);

        assertThat(store.calls).containsExactly(List.of("a", "b", "c"), List.of("b"), List.of("b"));
        assertThat(documents("stored")).isEqualTo(3);
        assertThat(retries("store")).isEqualTo(2);
        assertThat(retries("registry")).isZero();
    }

    @Test
    void anotherBatchStartsAfresh() {
        store.answer("b", new Outcome.Busy("429"));
        assertThatThrownBy(() -> intake.onMessage(records("a", "b")))
                .isInstanceOf(StoreUnavailableException.class);

        // The partition was taken away and given back: the same records come as another batch.
        store.answer("b", new Outcome.Stored());
        intake.onMessage(records("a", "b"));

        assertThat(store.calls).containsExactly(List.of("a", "b"), List.of("a", "b"));
    }

    @Test
    void anAbsentStoreLeavesTheWholeBatchOpen() {
        List<ConsumerRecord<byte[], byte[]>> batch = records("a", "b");
        store.away = true;
        assertThatThrownBy(() -> intake.onMessage(batch))
                .isInstanceOf(StoreUnavailableException.class);

        store.away = false;
        intake.onMessage(batch);

        assertThat(store.calls).containsExactly(List.of("a", "b"));
        assertThat(rejections.settled).isEmpty();
    }

    @Test
    void aRefusedDocumentIsRejectedAndTheRestGoesOn() {
        store.answer("b", new Outcome.Refused("400 mapping"));

        intake.onMessage(records("a", "b", "c"));

        assertThat(rejections.settled).containsExactly("b: 400 mapping");
        assertThat(documents("stored")).isEqualTo(2);
    }

    @Test
    void anUnreadableRecordIsRejectedAndTheRestGoesOn() {
        intake.onMessage(records("a", "junk", "c"));

        assertThat(rejections.settled).containsExactly("junk: cannot read junk");
        assertThat(store.calls).containsExactly(List.of("a", "c"));
    }

    @Test
    void anAbsentRegistryRejectsNothing() {
        assertThatThrownBy(() -> intake.onMessage(records("a", "no-registry")))
                .isInstanceOf(RegistryUnavailableException.class);

        assertThat(rejections.settled).isEmpty();
        assertThat(store.calls).isEmpty();
        assertThat(retries("registry")).isOne();
        assertThat(retries("store")).isZero();
    }

    @Test
    void anUnreadableRecordIsRejectedOnceWhileTheRegistryIsAway() {
        List<ConsumerRecord<byte[], byte[]>> batch = records("a", "junk", "no-registry", "c");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> intake.onMessage(batch))
                    .isInstanceOf(RegistryUnavailableException.class);
        }

        registryIsAway = false;
        intake.onMessage(batch);

        assertThat(rejections.settled).containsExactly("junk: cannot read junk");
        assertThat(store.calls).containsExactly(List.of("a", "no-registry", "c"));
    }

    @Test
    void aRejectionThatIsNotSafeIsMadeAgainWhenTheRegistryWasAwayToo() {
        List<ConsumerRecord<byte[], byte[]>> batch = records("junk", "no-registry");
        rejections.away = true;
        assertThatThrownBy(() -> intake.onMessage(batch)).hasMessage("Kafka is away");

        rejections.away = false;
        registryIsAway = false;
        intake.onMessage(batch);

        assertThat(rejections.settled).containsExactly("junk: cannot read junk");
        assertThat(store.calls).containsExactly(List.of("no-registry"));
    }

    @Test
    void whatShouldNeverHappenIsSeenAtZero() {
        assertThat(meters.get(SinkMetric.UNSTORED.meterName()).counter().count()).isZero();
        metrics.unstored();
        assertThat(meters.get(SinkMetric.UNSTORED.meterName()).counter().count()).isOne();
    }

    @Test
    void aRejectionThatIsNotSafeLeavesTheBatchOpen() {
        List<ConsumerRecord<byte[], byte[]>> batch = records("a", "b");
        store.answer("b", new Outcome.Refused("400 mapping"));
        rejections.away = true;
        assertThatThrownBy(() -> intake.onMessage(batch)).hasMessage("Kafka is away");

        rejections.away = false;
        intake.onMessage(batch);

        assertThat(rejections.settled).containsExactly("b: 400 mapping");
    }

    @Test
    void whatHasToWaitIsSeenByItsAge() {
        metrics.showAge(Target.RESULTS);
        assertThat(age()).isZero();
        List<ConsumerRecord<byte[], byte[]>> batch = List.of(at(40, "a"), at(30, "b"));
        store.answer("b", new Outcome.Busy("429"));
        assertThatThrownBy(() -> intake.onMessage(batch))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(age()).isEqualTo(70);

        intake.forget();
        assertThat(age()).isZero();

        assertThatThrownBy(() -> intake.onMessage(batch))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(age()).isEqualTo(70);
        store.answer("b", new Outcome.Stored());
        intake.onMessage(batch);
        assertThat(age()).isZero();
    }

    private double retries(String reason) {
        return meters.get(SinkMetric.RETRIED.meterName())
                .tags(SinkMetric.TARGET_TAG, "results", SinkMetric.REASON_TAG, reason)
                .counter()
                .count();
    }

    private double age() {
        return meters.get(SinkMetric.BEHIND_SECONDS.meterName()).gauge().value();
    }

    private static ConsumerRecord<byte[], byte[]> at(long second, String value) {
        return new ConsumerRecord<>(
                "topic",
                0,
                0,
                second * 1_000,
                TimestampType.CREATE_TIME,
                0,
                0,
                new byte[0],
                value.getBytes(StandardCharsets.UTF_8),
                new RecordHeaders(),
                Optional.empty());
    }

    private double documents(String outcome) {
        return meters.counter(
                        SinkMetric.STORED.meterName(),
                        SinkMetric.TARGET_TAG,
                        "results",
                        SinkMetric.OUTCOME_TAG,
                        outcome)
                .count();
    }

    private Document read(ConsumerRecord<byte[], byte[]> source) {
        String id = text(source);
        if (id.equals("junk")) {
            throw new IllegalArgumentException("cannot read junk");
        }
        if (registryIsAway && id.equals("no-registry")) {
            throw new RegistryUnavailableException("away", new IllegalStateException());
        }
        return new Document(
                Target.RESULTS,
                id,
                1,
                new Fields.OfDeadLetter(
                        Instant.EPOCH,
                        new EventFields(id, null, null),
                        null,
                        null,
                        new KafkaFields("t", 0, 0, ""),
                        new Source(null, null, null),
                        null,
                        new Payload(0, "", false)));
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String... values) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (String value : values) {
            records.add(new ConsumerRecord<>("t", 0, records.size(), null, value.getBytes(UTF_8)));
        }
        return records;
    }

    private static String text(ConsumerRecord<byte[], byte[]> source) {
        return new String(source.value(), UTF_8);
    }

    private static final class ScriptedStore implements DocumentStore {

        private final Map<String, Outcome> answers = new HashMap<>();
        private final List<List<String>> calls = new ArrayList<>();
        private boolean away;

        void answer(String id, Outcome outcome) {
            answers.put(id, outcome);
        }

        @Override
        public List<Outcome> store(Target target, List<Document> documents) {
            if (away) {
                throw new StoreUnavailableException("away", null);
            }
            calls.add(documents.stream().map(Document::id).toList());
            return documents.stream()
                    .map(document -> answers.getOrDefault(document.id(), new Outcome.Stored()))
                    .toList();
        }
    }

    private static final class Rejections implements RejectedRecords {

        private final List<String> taken = new ArrayList<>();
        private final List<String> settled = new ArrayList<>();
        private boolean away;

        @Override
        public void take(ConsumerRecord<byte[], byte[]> source, RuntimeException reason) {
            taken.add(text(source) + ": " + reason.getMessage());
        }

        @Override
        public void settle() {
            List<String> now = List.copyOf(taken);
            taken.clear();
            if (away) {
                throw new IllegalStateException("Kafka is away");
            }
            settled.addAll(now);
        }
    }
}
