package dev.millrace.sink.intake;

import dev.millrace.eventruntime.RegistryUnavailableException;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.sink.document.Document;
import dev.millrace.sink.document.DocumentRefusedException;
import dev.millrace.sink.document.DocumentStore;
import dev.millrace.sink.document.Outcome;
import dev.millrace.sink.document.StoreUnavailableException;
import dev.millrace.sink.document.Target;
import dev.millrace.sink.metrics.SinkMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.BatchMessageListener;

/**
 * Stores the records of a batch and returns only when each is stored, known to be there already, or
 * a dead letter; until then it throws and is called again with the same batch. Holds what is still
 * open of that batch, so that only this is tried again. Used by the one thread of its container.
 */
final class BatchIntake implements BatchMessageListener<byte[], byte[]> {

    private final Target target;
    private final RecordReader reader;
    private final DocumentStore store;
    private final RejectedRecords rejected;
    private final SinkMetrics metrics;
    private final Clock clock;
    private final ResultSpans spans;

    private @Nullable Batch current;

    BatchIntake(
            Target target,
            RecordReader reader,
            DocumentStore store,
            RejectedRecords rejected,
            SinkMetrics metrics,
            Clock clock,
            Spans spans) {
        this.target = target;
        this.reader = reader;
        this.store = store;
        this.rejected = rejected;
        this.metrics = metrics;
        this.clock = clock;
        this.spans = new ResultSpans(spans);
    }

    private record Entry(ConsumerRecord<byte[], byte[]> source, Document document) {}

    private record Batch(
            List<ConsumerRecord<byte[], byte[]>> records, List<Entry> open, Instant came) {}

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records) {
        metrics.holds(target, oldest(records));
        Batch batch = current;
        if (batch == null || !batch.records().equals(records)) {
            Instant came = clock.instant();
            batch = new Batch(records, read(records), came);
            current = batch;
        }
        List<Entry> busy = store(batch.open(), batch.came());
        if (!busy.isEmpty()) {
            current = new Batch(records, busy, batch.came());
            metrics.retried(target);
            throw new StoreUnavailableException(
                    busy.size() + " of " + records.size() + " documents have to wait", null);
        }
        current = null;
        metrics.holdsNothing(target);
    }

    /** The batch may go on elsewhere: partitions are taken away. */
    void forget() {
        metrics.holdsNothing(target);
    }

    private static Instant oldest(List<ConsumerRecord<byte[], byte[]>> records) {
        return Instant.ofEpochMilli(
                records.stream().mapToLong(ConsumerRecord::timestamp).min().orElse(Long.MAX_VALUE));
    }

    private List<Entry> read(List<ConsumerRecord<byte[], byte[]>> records) {
        List<Entry> entries = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> source : records) {
            try {
                entries.add(new Entry(source, reader.read(source)));
            } catch (RegistryUnavailableException e) {
                metrics.retried(target);
                throw e;
            } catch (RuntimeException e) {
                rejected.take(source, e);
            }
        }
        rejected.settle();
        return entries;
    }

    /** Gives the entries that have to be tried again. */
    private List<Entry> store(List<Entry> entries, Instant came) {
        List<Outcome> outcomes = outcomes(entries);
        List<Entry> busy = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            switch (outcomes.get(i)) {
                case Outcome.Stored _ -> {
                    stored(entry);
                    ended(entry, came, "");
                }
                case Outcome.AlreadyThere _ -> {
                    metrics.alreadyThere(target);
                    ended(entry, came, "");
                }
                case Outcome.Busy _ -> busy.add(entry);
                case Outcome.Refused(String reason) -> {
                    ended(entry, came, ResultSpans.REFUSED);
                    rejected.take(entry.source(), new DocumentRefusedException(reason));
                }
            }
        }
        rejected.settle();
        return busy;
    }

    private void ended(Entry entry, Instant came, String error) {
        spans.ended(entry.source(), entry.document(), came, clock.instant(), error);
    }

    private void stored(Entry entry) {
        Duration delay = delay(entry.source());
        metrics.stored(target, delay);
        StoredResultLog.write(entry.source(), entry.document(), delay);
    }

    private List<Outcome> outcomes(List<Entry> entries) {
        try {
            return store.store(target, entries.stream().map(Entry::document).toList());
        } catch (StoreUnavailableException e) {
            metrics.retried(target);
            throw e;
        }
    }

    private Duration delay(ConsumerRecord<byte[], byte[]> source) {
        Duration delay =
                Duration.between(Instant.ofEpochMilli(source.timestamp()), clock.instant());
        return delay.isNegative() ? Duration.ZERO : delay;
    }
}
