package dev.millrace.sink.intake;

import dev.millrace.eventruntime.RegistryUnavailableException;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.sink.document.Document;
import dev.millrace.sink.document.DocumentRefusedException;
import dev.millrace.sink.document.DocumentStore;
import dev.millrace.sink.document.Outcome;
import dev.millrace.sink.document.StoreUnavailableException;
import dev.millrace.sink.document.Target;
import dev.millrace.sink.metrics.RetryReason;
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
 * a dead letter; until then it throws and is called again with the same batch. Holds what is unread
 * or still open of that batch, so that only this is tried again. Used by the one thread of its
 * container.
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
            List<ConsumerRecord<byte[], byte[]>> records,
            List<ConsumerRecord<byte[], byte[]>> unread,
            List<Entry> open,
            Instant came) {

        static Batch of(List<ConsumerRecord<byte[], byte[]>> records, Instant came) {
            return new Batch(records, records, List.of(), came);
        }

        Batch with(List<ConsumerRecord<byte[], byte[]>> unread, List<Entry> open) {
            return new Batch(records, unread, open, came);
        }
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records) {
        metrics.holds(target, oldest(records));
        Batch begun = current;
        Batch batch =
                read(
                        begun != null && begun.records().equals(records)
                                ? begun
                                : Batch.of(records, clock.instant()));
        List<Entry> busy = store(batch.open(), batch.came());
        if (!busy.isEmpty()) {
            current = batch.with(List.of(), busy);
            metrics.retried(target, RetryReason.STORE);
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

    /** Reads on from where it was broken off, so that nothing is rejected twice. */
    private Batch read(Batch batch) {
        List<ConsumerRecord<byte[], byte[]>> unread = batch.unread();
        List<Entry> open = new ArrayList<>(batch.open());
        for (int i = 0; i < unread.size(); i++) {
            ConsumerRecord<byte[], byte[]> source = unread.get(i);
            try {
                open.add(new Entry(source, reader.read(source)));
            } catch (RegistryUnavailableException e) {
                metrics.retried(target, RetryReason.REGISTRY);
                keep(batch.with(unread.subList(i, unread.size()), open));
                throw e;
            } catch (RuntimeException e) {
                rejected.take(source, e);
            }
        }
        return keep(batch.with(List.of(), open));
    }

    /** What was rejected on the way counts as read only once it is safe. */
    private Batch keep(Batch batch) {
        rejected.settle();
        current = batch;
        return batch;
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
            metrics.retried(target, RetryReason.STORE);
            throw e;
        }
    }

    private Duration delay(ConsumerRecord<byte[], byte[]> source) {
        Duration delay =
                Duration.between(Instant.ofEpochMilli(source.timestamp()), clock.instant());
        return delay.isNegative() ? Duration.ZERO : delay;
    }
}
